# What all charts have in common. A chart sets `experiment`, `title`, `caption`, `height` and, unless it is one panel,
# `down` and `across`; then it loads this file and draws its panels, one plot each.
# Sizes are in pixels of the SVG; the PNG has twice as many, for screens with small pixels.

if (!exists('machine')) { load 'facts.gp' }
ink = '#222222'; grey = '#6b6b6b'; pale = '#dddddd'; vermilion = '#d55e00'; blue = '#0072b2'; band = '#b8b8b8'

if (!exists('down')) { down = 1 }
if (!exists('across')) { across = 1 }
if (!exists('group')) { group = '' }
if (!exists('width')) { width = 1120 }
# Pixels at the left of each panel and, for the key, at the right of all.
if (!exists('left')) { left = 96 }
if (!exists('right')) { right = any_ended ? 400 : 310 }

point = format eq 'svg' ? 1 : 0.75
small_font = sprintf(',%g', 14.7 * point)
text_font = sprintf(',%g', 16 * point)
title_font = sprintf(',%g', 21 * point)
if (format eq 'svg') {
  set terminal svg size width, height font 'sans-serif,16' noenhanced background '#ffffff'
} else {
  set terminal pngcairo size 2 * width, 2 * height font 'sans-serif,12' fontscale 2 linewidth 2 pointscale 2 \
    noenhanced background '#ffffff'
}
set output 'chart.'.format
from_left(pixels) = pixels / real(width)
from_top(pixels) = 1 - pixels / real(height)

# 10,000 rather than 10000.
number(n) = n < 1000 ? sprintf('%g', n) : sprintf('%d,%03d', int(n) / 1000, int(n) % 1000)
duration(s) = s >= 9.995 ? sprintf('%.1f s', s) : s >= 0.9995 ? sprintf('%.2f s', s) : s >= 0.00995 ? sprintf('%.0f ms', s * 1e3) \
  : s >= 0.0009995 ? sprintf('%.1f ms', s * 1e3) : s >= 0.00000995 ? sprintf('%.0f µs', s * 1e6) : sprintf('%.1f µs', s * 1e6)

set border 0
set tics nomirror scale 0 textcolor rgb ink font small_font
set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
set bars 0.6
set style fill solid 1 noborder
set style textbox opaque noborder margins 0.2, 0.2
if (right > 0) {
  set key at screen from_left(width - right + 24), screen from_top(112) left top Left reverse vertical samplen 2 \
    spacing 1.25 font small_font textcolor rgb ink
} else {
  set key at screen from_left(left - 30), screen from_top(96) left top Left reverse vertical samplen 2 maxrows 2 font small_font \
    textcolor rgb ink
}

# The texts around the panels, written with the first.
set label 101 title at screen from_left(24), from_top(34) left font title_font textcolor rgb '#000000'
set label 102 sprintf('%s; %s', machine, fewest < most ? sprintf('%d to %d blocks', fewest, most) : sprintf('%d blocks', most)) \
  at screen from_left(24), from_top(60) left font small_font textcolor rgb grey
lines_of(text) = strlen(text) ? 1 + sum [i = 1:strlen(text)] (text[i:i] eq "\n") : 0
set label 103 caption at screen from_left(24), from_top(height - 21 * lines_of(caption) + 4) left font small_font textcolor rgb grey
# What a chart must say whose claim needs more cores than the machine has.
if (exists('computes') && cores > 0 && cores < 4) {
  set label 104 sprintf('Only %d usable cores: fewer than 4 are too few for a claim about machines in general.', cores) \
    at screen from_left(24), from_top(82) left font small_font textcolor rgb vermilion
}
if (!exists('top')) { top = 136 }
if (!exists('gap')) { gap = 84 }
if (!exists('apart')) { apart = 70 }
set multiplot layout down, across margins from_left(left), from_left(width - (right > 0 ? right : 24)), \
  from_top(height - 21 * lines_of(caption) - 68), from_top(top) spacing from_left(apart), gap / real(height)
panel = 0
