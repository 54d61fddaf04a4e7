# Runtime above, CPU a page below, against the number of pages; both axes logarithmic.

array panel_name[2] = ['Runtime of the whole (s)', 'CPU a page, client only (µs)']
array scale[2] = [1, 1e6]

set lmargin at screen from_left(panel_left)
set rmargin at screen from_left(panel_left + panel_width)
set logscale xy
set xrange [first_load:right_edge]
set grid xtics ytics lt 1 lc rgb pale lw 0.6 back
set bars 0.6
set style textbox opaque noborder margins 0.3, 0.3

is_tic(value, low, high) = value >= low && value <= high

set multiplot
do for [panel = 1:panels] {
  top = panel_top[panel]
  set tmargin at screen from_top(top)
  set bmargin at screen from_top(top + panel_height[panel])
  low = lowest[panel] * scale[panel]
  high = highest[panel] * scale[panel]
  set yrange [low:high]

  set xtics () font text_font
  do for [power = 0:6] {
    if (is_tic(10**power, first_load, last_load)) { set xtics add (grouped(10**power) 10**power) }
  }
  set ytics () font text_font
  do for [power = -6:6] {
    do for [digit in '1 2 5'] {
      tic = digit * 10.0**power
      if (is_tic(tic, low, high)) { set ytics add (tic < 1000 ? sprintf('%g', tic) : grouped(int(tic)) tic) }
    }
  }
  if (panel == panels) { set xlabel 'N, the number of pages, all requested at once' font text_font }
  set label 1 panel_name[panel] at screen from_left(24), from_top(top - 14) left font text_font textcolor rgb black
  if (panel == 1) {
    set label 2 'ideal: '.delay_text at first_whole_load, delay left offset 0, -0.75 font small_font textcolor rgb ink
  } else { unset label 2 }

  unit = scale[panel]
  plot (panel == 1 ? delay : NaN) dashtype 2 lc rgb ink lw 1.5, \
    'predictions.tsv' using 2:(panel == 1 ? $3 : NaN) with lines lc rgb '#b8b8b8' lw 3, \
    for [rank = 1:strategies] 'points.tsv' using ($1 == panel && $2 == rank ? $3 : NaN):($4 * unit) \
      with lines lc rgb colour_of_strategy(rank) dashtype dash_of_strategy(rank) lw 1.8, \
    for [rank = 1:strategies] '' using ($1 == panel && $2 == rank ? $3 : NaN):($4 * unit):($5 * unit):($6 * unit) \
      with yerrorbars lc rgb colour_of_strategy(rank) pt shape_of_strategy(rank) ps 0.9 lw 1.2, \
    'labels.tsv' \
      using ($1 == panel ? $3 : NaN):($4 * unit):($5 - $3):(($6 - $4) * unit):(colour_of_strategy($2)) \
      with vectors nohead lc rgb variable lw 0.8, \
    '' using ($1 == panel && $7 > 0 ? $5 : NaN):($6 * unit):8 \
      with labels left boxed offset 0.3, 0 font small_font tc rgb ink, \
    '' using ($1 == panel && $7 < 0 ? $5 : NaN):($6 * unit):8 \
      with labels right boxed offset -0.3, 0 font small_font tc rgb ink
  unset label 101; unset label 102; unset label 103; unset label 104
}
unset multiplot
