# Four panels: makespan against N ÷ W; threads over time; the latest heartbeat; the deadlock.

left_edge = 76
right_half = 640
panel_width = 440
upper_top = 152
upper_height = 260
lower_top = 550
row_height = 44
name_width = 150

set bars 0.4
set xtics font small_font
set ytics font small_font
set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
place_colour(place) = place == 1 ? 0xd55e00 : place == 2 ? 0xe69f00 : 0x0072b2
place_shape(place) = place == 1 ? 9 : place == 2 ? 5 : 7

set multiplot

# Makespan.
set lmargin at screen from_left(left_edge)
set rmargin at screen from_left(left_edge + panel_width)
set tmargin at screen from_top(upper_top)
set bmargin at screen from_top(upper_top + upper_height)
set logscale xy
set xrange [0.4:90]
set yrange [30:slowest * 1.5]
set xtics ('½' 0.5, '1' 1, '4' 4, '16' 16, '64' 64)
set ytics ('50' 50, '100' 100, '200' 200, '500' 500, '1,000' 1000, '2,000' 2000, '5,000' 5000)
set xlabel 'N ÷ W' font text_font offset 0, 0.4
set label 1 'Units of 50 ms: until the last has ended (ms)' at graph 0, 1 left offset 0, 0.8 font text_font textcolor rgb black
do for [row = 1:late_rows] {
  set label 10 + row late_name[row] at screen from_left(left_edge + 6 + (row - 1) * 195), from_top(98) left \
    font text_font textcolor rgb ink offset 1, -0.1 \
    point pt shape_of_strategy(late_rank[row]) ps 1.2 lc rgb colour_of_strategy(late_rank[row])
}
plot 'expected.tsv' using 1:2 with lines lc rgb '#b8b8b8' lw 4, \
  for [rank = 1:strategies] 'makespan.tsv' using ($1 == rank ? $2 * 1.045 ** slot[rank] : NaN):3:4:5 \
    with yerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 1.1 lw 1.2
unset label 101; unset label 102; unset label 103; unset label 104
do for [row = 1:late_rows] { unset label 10 + row }

# Threads over time.
set lmargin at screen from_left(right_half)
set rmargin at screen from_left(right_half + panel_width)
unset logscale
set xrange [0:latest * 1.05]
set yrange [0:most_threads * 1.15]
set xtics auto
set ytics auto
set xlabel 's since the start' font text_font offset 0, 0.4
set label 1 threads_title at graph 0, 1 left offset 0, 0.8 font text_font textcolor rgb black
plot for [rank = 1:strategies] 'threads.tsv' using ($1 == rank ? $2 : NaN):3 \
    with steps lc rgb colour_of_strategy(rank) lw 1.6, \
  for [rank = 1:strategies] '' using ($1 == rank ? $2 : NaN):3 \
    with points lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 0.9

# The latest beat.
set lmargin at screen from_left(24 + name_width)
set rmargin at screen from_left(left_edge + panel_width)
set tmargin at screen from_top(lower_top)
set bmargin at screen from_top(lower_top + late_rows * row_height)
set logscale x
set xrange [0.05:latest_beat * 2]
set yrange [late_rows + 0.5:0.5]
set xtics ('0.1' 0.1, '1' 1, '10' 10, '100' 100, '1,000' 1000)
set ytics ()
do for [row = 1:late_rows] { set ytics add (late_name[row] row) }
set xlabel 'ms' font text_font offset 0, 0.4
set label 1 '16 W units of 50 ms: how late the latest beat beside them ran' at screen from_left(24), from_top(lower_top - 38) left \
  font text_font textcolor rgb black
array place_name[3] = ['as a task', 'as a Dispatch block', 'on a thread']
do for [place = 1:3] {
  set label 20 + place place_name[place] at screen from_left(24 + name_width + (place - 1) * (place == 3 ? 140 : 106)), \
    from_top(lower_top - 12) left font small_font textcolor rgb ink offset 1, -0.1 point pt place_shape(place) ps 1.1 lc rgb place_colour(place)
}
apart(place) = (place - 2) * 0.22
plot 'predicted.tsv' using 2:($1 - 0.4):(0):(0.36) with vectors nohead lc rgb '#b8b8b8' lw 4, \
  for [place = 1:3] 'late.tsv' using ($2 == place ? $3 : NaN):($1 + apart(place)):4:5 \
    with xerrorbars lc rgb place_colour(place) pt place_shape(place) ps 1.1 lw 1.2
do for [place = 1:3] { unset label 20 + place }

# The deadlock.
if (dead_rows > 0) {
  set lmargin at screen from_left(right_half + name_width - 40)
  set rmargin at screen from_left(right_half + panel_width)
  set bmargin at screen from_top(lower_top + dead_rows * row_height)
  unset logscale
  set xrange [0:3.6]
  set yrange [dead_rows + 0.5:0.5]
  set xtics ('0' 0, '1' 1, '2' 2)
  set ytics ()
  do for [row = 1:dead_rows] { set ytics add (dead_name[row] row) }
  set xlabel 's until the last has ended' font text_font offset 0, 0.4
  set label 1 'W units that wait for W others, queued behind them' at screen from_left(right_half - 40), from_top(lower_top - 38) left \
    font text_font textcolor rgb black
  plot 'deadlock.tsv' using (0):1:(0):2:($1 - 0.22):($1 + 0.22):($6 > 0 ? 0xf0c8a8 : 0x9ecae1) \
      with boxxyerror fillstyle solid 1 noborder lc rgb variable, \
    '' using ($6 > 0 ? $2 : NaN):1:(0.18):(0) with vectors filled lc rgb vermilion lw 2, \
    '' using ($6 > 0 ? NaN : $2):1:5 with labels left offset 0.6, 0 font small_font tc rgb ink, \
    '' using ($6 > 0 ? 0 : NaN):1:5 with labels left offset 0.6, 0 font small_font tc rgb ink
}
unset multiplot
