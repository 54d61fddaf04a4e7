# What every chart looks like: its paper, its fonts, and each strategy's colour, point and dashes. Read with `format`
# and `height` set. Sizes are in pixels of the SVG; the PNG has twice as many, for screens with small pixels.

set encoding utf8
# In the data, # and ! are characters like others.
set datafile commentschars ''
if (!exists('width')) { width = 1120 }
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
number(n) = n < 1000 ? sprintf('%g', n) : n < 1e6 ? sprintf('%d,%03d', int(n) / 1000, int(n) % 1000) : \
  sprintf('%g million', n / 1e6)
round_ms(s) = s >= 0.00995 ? sprintf('%.0f ms', s * 1e3) : sprintf('%.1f ms', s * 1e3)
round_us(s) = s >= 0.00000995 ? sprintf('%.0f µs', s * 1e6) : sprintf('%.1f µs', s * 1e6)
duration(s) = s >= 0.9995 ? sprintf('%.2f s', s) : s >= 0.0009995 ? round_ms(s) : round_us(s)

# Each strategy's name, colour (Okabe and Ito's, which colour-blind readers can tell apart, and shades of them), point
# and dashes, once. Points are the filled ones of gnuplot's pairs; a hollow one, the number before it, stands on few
# blocks.
array colour[14]; array mark[14]; array dash[14]
strategies = ''
strategies = strategies.' sequential';            colour[1] = 0x000000; mark[1] = 5;   dash[1] = 1
strategies = strategies.' thread-per-page';       colour[2] = 0x0072b2; mark[2] = 7;   dash[2] = 1
strategies = strategies.' thread-pool';           colour[3] = 0x56b4e9; mark[3] = 7;   dash[3] = 1
strategies = strategies.' dispatch';              colour[4] = 0xe69f00; mark[4] = 5;   dash[4] = 1
strategies = strategies.' dispatch-unbounded';    colour[5] = 0x8a5a00; mark[5] = 5;   dash[5] = 2
strategies = strategies.' operation-queue';       colour[6] = 0xd9a441; mark[6] = 13;  dash[6] = 1
strategies = strategies.' callbacks';             colour[7] = 0x6fcfaf; mark[7] = 9;   dash[7] = 1
strategies = strategies.' task-group';            colour[8] = 0x009e73; mark[8] = 9;   dash[8] = 1
strategies = strategies.' event-loop';            colour[9] = 0xb8528c; mark[9] = 11;  dash[9] = 4
strategies = strategies.' task-group-blocking';   colour[10] = 0xd55e00; mark[10] = 13; dash[10] = 1
strategies = strategies.' concurrent-perform';    colour[11] = 0x9b3d00; mark[11] = 15; dash[11] = 1
strategies = strategies.' task-group-chunked';    colour[12] = 0x005a41; mark[12] = 15; dash[12] = 1
strategies = strategies.' event-loop-offloading'; colour[13] = 0x6a2a52; mark[13] = 11; dash[13] = 1
# A strategy of another program has the look of all such, and comes last.
colour[14] = 0x6b6b6b; mark[14] = 15; dash[14] = 2
known(name) = sum [i = 1:words(strategies)] (word(strategies, i) eq name ? i : 0)
rank(name) = known(name) ? known(name) : 14
# The same colour, so pale that curves are seen through it.
pale_colour(name) = 0xb0000000 + colour[rank(name)]
ink = '#222222'; grey = '#6b6b6b'; pale = '#dddddd'; vermilion = '#d55e00'; blue = '#0072b2'; band = '#b8b8b8'

set border 0
usual = 'set xtics () nomirror scale 0 textcolor rgb ink font small_font; set ytics () nomirror scale 0 textcolor '.\
  'rgb ink font small_font; set grid xtics ytics lt 1 lc rgb pale lw 0.6 back'
@usual
small = "font small_font textcolor rgb ink title ''"
set bars 0.6
set style fill solid 1 noborder
set style textbox opaque noborder margins 0.2, 0.2
