# A panel each for the first, half and all of the results; a row a strategy; a point each way of taking them.

row_height = 34
left_edge = 200
panel_width = (width - left_edge - 24 - 2 * 40) / 3
panel_left(panel) = left_edge + (panel - 1) * (panel_width + 40)
top = 154

set yrange [rows + 0.6:0.4]
set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
set tmargin at screen from_top(top)
set bmargin at screen from_top(top + rows * row_height)
set xtics font small_font
set bars 0.5
set logscale x
set xrange [earliest / 1.3:latest * 1.3]
set xtics ()
do for [power = -3:6] {
  if (10.0**power >= earliest / 1.3 && 10.0**power <= latest * 1.3) {
    set xtics add (power < 0 ? sprintf('%g', 10.0**power) : grouped(10**power) 10.0**power)
  }
}
apart(way) = way == 1 ? -0.12 : 0.12

set multiplot
do for [panel = 1:3] {
  set lmargin at screen from_left(panel_left(panel))
  set rmargin at screen from_left(panel_left(panel) + panel_width)
  set xlabel 'ms' font text_font offset 0, 0.4
  set label 1 panel_name[panel] at graph 0, 1 left offset 0, 0.8 font text_font textcolor rgb black
  set ytics ()
  do for [row = 1:rows] { set ytics add ((panel == 1 ? row_name[row] : '') row) }
  if (panel == 1) {
    set label 3 'as completed' at screen from_left(left_edge + 6), from_top(94) left \
      font text_font textcolor rgb blue point pt 7 ps 1.3 lc rgb blue offset 1, -0.25
    set label 4 'in order' at screen from_left(left_edge + 166), from_top(94) left \
      font text_font textcolor rgb vermilion point pt 4 ps 1.3 lc rgb vermilion offset 1, -0.25
  } else { unset label 3; unset label 4 }
  plot 'predictions.tsv' using ($1 == panel ? $4 : NaN):($2 + apart($3) - 0.17):(0):(0.34) \
      with vectors nohead lc rgb ink lw 1.4, \
    'points.tsv' using ($1 == panel && $3 == 1 ? $4 : NaN):($2 + apart(1)):5:6 \
      with xerrorbars lc rgb blue pt 7 ps 1.2 lw 1.3, \
    'points.tsv' using ($1 == panel && $3 == 2 ? $4 : NaN):($2 + apart(2)):5:6 \
      with xerrorbars lc rgb vermilion pt 4 ps 1.2 lw 1.3
  unset label 101; unset label 102; unset label 103; unset label 104
}
unset multiplot
