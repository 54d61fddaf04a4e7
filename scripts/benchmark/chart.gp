# CPU per page against connections, both axes logarithmic; one panel per server.

# Strategies look the same as in every chart; other tools are dashed.
array strategy_of[5] = ['event-loop', 'task-group', 'callbacks', 'thread-pool', 'dispatch']
array tool_colours[4] = [0x0072b2, 0x000000, 0x6b6b6b, 0xd55e00]
array tool_shapes[4] = [4, 1, 3, 2]
colour_of(client) = client <= 5 ? colour[rank(strategy_of[int(client)])] : tool_colours[int(client) - 5]
shape_of(client) = client <= 5 ? mark[rank(strategy_of[int(client)])] : tool_shapes[int(client) - 5]
dash_of(client) = client <= 5 ? 1 : 2

set datafile separator "\t"
unset key
set label 101 title at screen from_left(24), from_top(34) left font title_font textcolor rgb '#000000'
set label 102 subtitle at screen from_left(24), from_top(60) left font small_font textcolor rgb grey
set label 103 footer at screen from_left(24), from_top(height - 36) left font small_font textcolor rgb grey
set label 104 footer2 at screen from_left(24), from_top(height - 15) left font small_font textcolor rgb grey
set lmargin at screen from_left(panel_left)
set rmargin at screen from_left(panel_left + panel_width)
set logscale xy
set xrange [first_count:right_edge]
set yrange [lowest:highest]
set xtics () font text_font
do for [k = 1:counts] {
  if (count_of[k] > 0) { set xtics add (number(count_of[k]) count_of[k]) }
}
set ytics () font text_font
do for [power = -1:6] {
  do for [digit in '1 2 3 5'] {
    tic = digit * 10.0**power
    if (tic >= lowest && tic <= highest) { set ytics add (sprintf('%g', tic) tic) }
  }
}

set multiplot
do for [panel = 1:panels] {
  top = 116 + (panel - 1) * (panel_height + panel_gap)
  set tmargin at screen from_top(top)
  set bmargin at screen from_top(top + panel_height)
  if (panel == panels) { set xlabel 'connections, one request at a time on each' font text_font } else { unset xlabel }
  set label 1 panel_name[panel] at screen from_left(24), from_top(top - 14) left font text_font textcolor rgb '#000000'
  plot for [client = 1:clients] 'points.tsv' using ($1 == panel && $2 == client ? $3 : NaN):4 \
      with lines dashtype dash_of(client) lc rgb colour_of(client) lw 1.8, \
    for [client = 1:clients] '' using ($1 == panel && $2 == client ? $3 : NaN):4:5:6 \
      with yerrorbars lc rgb colour_of(client) pt shape_of(client) ps 0.9 lw 1.2, \
    'labels.tsv' using ($1 == panel ? $3 : NaN):4:($5 - $3):($6 - $4):(colour_of($2)) \
      with vectors nohead lc rgb variable lw 0.8, \
    '' using ($1 == panel && $7 > 0 ? $5 : NaN):6:8 with labels left boxed offset 0.3, 0 font small_font tc rgb ink, \
    '' using ($1 == panel && $7 < 0 ? $5 : NaN):6:8 with labels right boxed offset -0.3, 0 font small_font tc rgb ink
  unset label 101; unset label 102; unset label 103; unset label 104
}
unset multiplot
