# Left: 4 P hogs of 100 ms, a row a strategy: what a probe that waits for replies sees, and what is. Right: every load.

name_width = 128
panel_left = 24 + name_width
panel_width = 400
right_left = 730
right_width = 366
top = 196
panel_height = 380

set bars 0.4
set xtics font small_font
set ytics font small_font
set grid xtics lt 1 lc rgb pale lw 0.6 back
set logscale x
set xrange [earliest / 2:latest * 2.5]
do for [power = -3:5] {
  if (10.0**power >= earliest / 2 && 10.0**power <= latest * 2.5) {
    set xtics add (power < 0 ? sprintf('%g', 10.0**power) : grouped(10**power) 10.0**power)
  }
}
kind_colour(kind) = kind == 1 ? 0xd55e00 : kind == 2 ? 0x0072b2 : 0x000000
kind_shape(kind) = kind == 1 ? 6 : kind == 2 ? 7 : 5
array kind_name[3] = ['median of a probe that waits for replies', 'median of beats on schedule', 'their latest']

set multiplot
set tmargin at screen from_top(top)
set bmargin at screen from_top(top + panel_height)
set xlabel 'ms late' font text_font offset 0, 0.4

set lmargin at screen from_left(panel_left)
set rmargin at screen from_left(panel_left + panel_width)
set yrange [rows + 0.5:0.5]
set ytics ()
do for [row = 1:rows] { set ytics add (row_name[row] row) }
set label 1 '4 P hogs of 100 ms' at screen from_left(24), from_top(102) left font text_font textcolor rgb black
do for [kind = 1:3] {
  set label 10 + kind kind_name[kind] at screen from_left(30), from_top(104 + 21 * kind) left font small_font \
    textcolor rgb ink offset 1, -0.1 point pt kind_shape(kind) ps 1.1 lc rgb kind_colour(kind)
}
plot 'expected.tsv' using 2:($1 - 0.3):(0):(0.6) with vectors nohead lc rgb '#b8b8b8' lw 4, \
  for [kind = 1:3] 'seen.tsv' using ($2 == kind ? $3 : NaN):($1 + (kind - 2) * 0.12):4:5 \
    with xerrorbars lc rgb kind_colour(kind) pt kind_shape(kind) ps 1.2 lw 1.2
unset label 101; unset label 102; unset label 103; unset label 104
do for [kind = 1:3] { unset label 10 + kind }

set lmargin at screen from_left(right_left)
set rmargin at screen from_left(right_left + right_width)
set yrange [load_rows + 0.5:0.5]
set ytics ()
do for [row = 1:load_rows] { set ytics add (row_text[row] row) }
set label 1 'The latest beat, by load' at screen from_left(right_left - 150), from_top(102) left font text_font textcolor rgb black
do for [row = 1:rows] {
  set label 10 + row row_name[row] at screen from_left(right_left - 144 + ((row - 1) % 3) * 160), \
    from_top(125 + 21 * int((row - 1) / 3)) left font small_font textcolor rgb ink offset 1, -0.1 \
    point pt shape_of_strategy(row_rank[row]) ps 1.1 lc rgb colour_of_strategy(row_rank[row])
}
at(row, rank) = row + 0.15 * slot[int(rank)]
plot 'predicted.tsv' using 3:(at($1, $2) - 0.07):(0):(0.14) with vectors nohead lc rgb '#b8b8b8' lw 4, \
  for [rank = 1:strategies] 'loads.tsv' using ($2 == rank ? $3 : NaN):(at($1, rank)):4:5 \
    with xerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 1 lw 1.2
unset multiplot
