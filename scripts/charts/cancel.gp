# Above: share of the pages that have stopped, against the time since they were called off. Below: what is left.

left_edge = 76
gap = 56
panel_width = (width - left_edge - 24 - gap) / 2
panel_left(panel) = left_edge + (panel - 1) * (panel_width + gap)
top = 150
upper_height = 230
lower_top = 506
row_height = 30
name_width = 116

set bars 0.4
set xtics font small_font
set ytics font small_font

set multiplot
do for [panel = 1:2] {
  set lmargin at screen from_left(panel_left(panel))
  set rmargin at screen from_left(panel_left(panel) + panel_width)
  set tmargin at screen from_top(top)
  set bmargin at screen from_top(top + upper_height)
  set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
  set logscale x
  set xrange [earliest / 1.5:latest * 1.5]
  set yrange [0:108]
  set xtics ()
  do for [power = -3:5] {
    if (10.0**power >= earliest / 1.5 && 10.0**power <= latest * 1.5) {
      set xtics add (power < 0 ? sprintf('%g', 10.0**power) : grouped(10**power) 10.0**power)
    }
  }
  set ytics 0, 25, 100
  if (panel == 1) { set format y '%g %%' } else { set format y '' }
  set xlabel 'ms since then' font text_font offset 0, 0.4
  set label 1 panel_name[panel] at graph 0, 1 left offset 0, 0.8 font text_font \
    textcolor rgb black
  if (panel == 1) {
    do for [row = 1:rows] {
      set label 10 + row row_name[row] at screen from_left(left_edge + 6 + (row - 1) * 150), from_top(98) left \
        font text_font textcolor rgb ink offset 1, -0.1 \
        point pt shape_of_strategy(row_rank[row]) ps 1.2 lc rgb colour_of_strategy(row_rank[row])
    }
  } else { do for [row = 1:rows] { unset label 10 + row } }
  plot 'predictions.tsv' using ($1 == panel ? $3 : NaN):(0):(0):(105) with vectors nohead lc rgb '#b8b8b8' lw 4, \
    for [rank = 1:strategies] 'points.tsv' using ($1 == panel && $2 == rank ? $4 : NaN):($3 - 1.2 * slot[rank]):5:6 \
      with xerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 0.9 lw 1.2
  unset label 101; unset label 102; unset label 103; unset label 104; unset label 105; unset label 106
}
do for [row = 1:rows] { unset label 10 + row }

unset logscale x
unset xlabel
unset grid
set format x ''
set format y ''
do for [panel = 1:2] {
  set lmargin at screen from_left(panel_left(panel))
  set rmargin at screen from_left(panel_left(panel) + panel_width)
  set tmargin at screen from_top(lower_top)
  set bmargin at screen from_top(lower_top + rows * row_height)
  set xrange [0:panel_width]
  set yrange [rows + 0.5:0.5]
  unset xtics
  unset ytics
  set label 1 'Left a second later' at graph 0, 1 left offset 0, 2.4 font text_font textcolor rgb black
  column_at(column) = name_width + (column - 0.2) * (panel_width - name_width) / columns
  do for [column = 1:columns] {
    set label 20 + column column_name[column] at first column_at(column), graph 1 right offset 0, 0.7 font small_font \
      textcolor rgb grey
  }
  do for [row = 1:rows] {
    set label 30 + row row_name[row] at first 0, row left font small_font textcolor rgb ink
  }
  plot 'left.tsv' using ($1 == panel ? column_at($3) : NaN):2:4 with labels right font text_font tc rgb ink
}
unset multiplot
