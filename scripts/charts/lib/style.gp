# What every chart looks like. Read after a chart's layout.gp, which sets width and height, and with `format` set.
# Sizes are in pixels of the SVG; the PNG has twice as many, for screens with small pixels.

set encoding utf8
set datafile separator "\t"
text_size = 16
small_size = 14.7

if (format eq 'svg') {
  set terminal svg size width, height font sprintf('sans-serif,%g', text_size) noenhanced background '#ffffff'
} else {
  set terminal pngcairo size 2 * width, 2 * height font sprintf('sans-serif,%g', text_size * 0.75) \
    fontscale 2 linewidth 2 pointscale 2 noenhanced background '#ffffff'
}
set output 'chart.'.format

# Okabe and Ito's colours, which colour-blind readers can tell apart; without their yellow, too pale for a white ground.
blue = '#0072b2'
orange = '#e69f00'
green = '#009e73'
purple = '#cc79a7'
sky = '#56b4e9'
vermilion = '#d55e00'
black = '#000000'
ink = '#222222'
grey = '#6b6b6b'
pale = '#dddddd'

# Each strategy's colour, point and dashes, by its rank in the tables; what waits on one loop is a triangle. Strategies of
# the same kind are shades of one colour. The event loop's line is dashed and its point hollow, so that those that it lies on
# show through.
array strategy_colours[14] = [0x000000, 0x0072b2, 0x56b4e9, 0xe69f00, 0x8a5a00, 0xf0c05a, \
  0x6fcfaf, 0x009e73, 0xb8528c, 0xd55e00, 0x9b3d00, 0x005a41, 0x6a2a52, 0x6b6b6b]
array strategy_shapes[14] = [2, 7, 6, 5, 4, 13, 8, 9, 10, 12, 15, 14, 11, 1]
array strategy_dashes[14] = [1, 1, 1, 1, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1]
colour_of_strategy(rank) = strategy_colours[rank > 13 ? 14 : int(rank)]
shape_of_strategy(rank) = strategy_shapes[rank > 13 ? 14 : int(rank)]
dash_of_strategy(rank) = strategy_dashes[rank > 13 ? 14 : int(rank)]

point = format eq 'svg' ? 1 : 0.75
small_font = sprintf(',%g', small_size * point)
text_font = sprintf(',%g', text_size * point)
title_font = sprintf(',%g', 22 * point)
# 10,000 rather than 10000; for whole numbers.
grouped(n) = n < 1000 ? sprintf('%d', n) : sprintf('%d,%03d', int(n) / 1000, int(n) % 1000)

from_left(pixels) = pixels / real(width)
from_top(pixels) = 1 - pixels / real(height)

set border 0
set tics nomirror scale 0 textcolor rgb ink
set grid noxtics noytics front
unset key

# The texts around a chart: written once, with the first panel.
set label 101 title at screen from_left(24), from_top(34) left font title_font textcolor rgb black
set label 102 subtitle at screen from_left(24), from_top(60) left font small_font textcolor rgb grey
set label 103 footer at screen from_left(24), from_top(height - 36) left font small_font textcolor rgb grey
set label 104 footer2 at screen from_left(24), from_top(height - 15) left font small_font textcolor rgb grey
if (exists('footer3')) {
  set label 105 footer3 at screen from_left(24), from_top(height - 57) left font small_font textcolor rgb grey
}
if (exists('footer4')) {
  set label 106 footer4 at screen from_left(24), from_top(height - 78) left font small_font textcolor rgb grey
}
