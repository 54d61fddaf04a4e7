# Above: share of the fast pages that are done, against time, a panel a limit. Below: p50 and p90 against the share of slow ones.

left_edge = 76
gap = 36
panel_width = (width - left_edge - 24 - (panels - 1) * gap) / panels
panel_left(panel) = left_edge + (panel - 1) * (panel_width + gap)
top = 150
upper_height = 280
lower_top = 528
lower_height = 218

set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
set bars 0.4
set xtics font small_font
set ytics font small_font

set multiplot
do for [panel = 1:panels] {
  set lmargin at screen from_left(panel_left(panel))
  set rmargin at screen from_left(panel_left(panel) + panel_width)
  set tmargin at screen from_top(top)
  set bmargin at screen from_top(top + upper_height)
  set logscale x
  set xrange [earliest / 1.3:latest * 1.3]
  set yrange [0:105]
  set xtics ()
  do for [power = 0:4] { do for [digit in '1 3'] {
    tic = digit * 10.0**power
    if (tic >= earliest / 1.3 && tic <= latest * 1.3) { set xtics add (grouped(tic) tic) }
  } }
  set ytics 0, 25, 100
  if (panel == 1) { set format y '%g %%' } else { set format y '' }
  set xlabel 'ms' font text_font offset 0, 0.4
  set label 1 panel_name[panel].(panel == 1 ? ': fast pages done' : '') at graph 0, 1 left offset 0, 0.8 font text_font textcolor rgb black
  if (panel == 1) {
    do for [key = 1:keys] {
      set label 10 + key key_name[key] at screen from_left(left_edge + 6 + (key - 1) * 215), from_top(98) left \
        font text_font textcolor rgb ink offset 1, -0.1 \
        point pt shape_of_strategy(key_rank[key]) ps 1.2 lc rgb colour_of_strategy(key_rank[key])
    }
  } else { do for [key = 1:keys] { unset label 10 + key } }
  plot 'predictions.tsv' using ($1 == panel ? $4 : NaN):3 with lines lc rgb '#b8b8b8' lw 5, \
    for [rank = 1:strategies] 'points.tsv' using ($1 == panel && $2 == rank ? $4 : NaN):($3 - 1.3 * slot[rank]):5:6 \
      with xerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 0.9 lw 1.2
  unset label 101; unset label 102; unset label 103; unset label 104
}
do for [key = 1:keys] { unset label 10 + key }

unset logscale x
set format y '%g'
set lmargin at screen from_left(left_edge)
set rmargin at screen from_left(width - 150)
set tmargin at screen from_top(lower_top)
set bmargin at screen from_top(lower_top + lower_height)
set xrange [-0.4:10.4]
set yrange [0:highest_share * 1.08]
set xtics 0, 1, 10
# Those of a kind side by side, or one would hide the others.
apart(rank) = 0.09 * slot[rank]
set ytics autofreq
set format x '%g %%'
set xlabel 'share of slow pages' font text_font offset 0, 0.4
set label 1 'At most 16 at once: when half, and 90 %, of the fast pages are done (ms)' at graph 0, 1 left \
  offset 0, 0.8 font text_font textcolor rgb black
plot 'expected.tsv' using 2:3 with lines lc rgb '#b8b8b8' lw 5, \
  for [rank = 1:strategies] 'shares.tsv' using ($2 == rank ? $3 + apart(rank) : NaN):4:5:6 \
    with yerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 1 lw 1.2, \
  'expected.tsv' using ($2 == 10 ? $2 : NaN):3:($1 == 50 ? 'half' : '90 %') with labels left offset 3, 0 font text_font tc rgb ink
unset multiplot
