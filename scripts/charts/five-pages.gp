# A panel for each strategy: time runs right, pages run down.

array colour[6] = [0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00]
colour_of(thread) = colour[(int(thread) - 1) % 6 + 1]

row_height = 22
panel_height = pages * row_height
column_left(column) = names_width + (column == 0 ? 0 : width / 2)
column_width = width / 2 - names_width - 24
panel_top(row) = 104 + row * (panel_height + 48)

set xrange [0:latest * 1.04]
set yrange [pages + 0.5:0.5]
set style fill solid 1 noborder
set ytics ()
do for [page = 1:pages] { set ytics add (page_name[page] page) }
set ytics font small_font offset 0.5, 0
set xtics font small_font
set grid xtics noytics lt 1 lc rgb pale lw 0.6 back

set multiplot
do for [panel = 1:panels] {
  row = (panel - 1) % panel_rows
  column = (panel - 1) / panel_rows
  set lmargin at screen from_left(column_left(column))
  set rmargin at screen from_left(column_left(column) + column_width)
  set tmargin at screen from_top(panel_top(row))
  set bmargin at screen from_top(panel_top(row) + panel_height)
  bottom = row == panel_rows - 1 || panel == panels
  if (bottom) {
    set format x '%.0f'
    set xlabel 'ms since the start' font small_font offset 0, 0.4
  } else {
    set format x ''
    unset xlabel
  }
  set label 1 panel_title[panel] at graph 0, 1 left offset 0, 0.75 font text_font textcolor rgb black
  at = predicted[panel]
  if (at >= 0) {
    set arrow 1 from at, graph 0 to at, graph 1 nohead dashtype 2 lc rgb ink lw 1.2 back
    right = at < latest * 0.6
    set label 2 sprintf('predicted %.0f ms', at) at at, predicted_row[panel] font small_font textcolor rgb ink
    if (right) { set label 2 left offset 0.4, 0 } else { set label 2 right offset -0.4, 0 }
  } else { unset arrow 1; unset label 2 }
  plot 'bars.tsv' using ($1 == panel ? $3 : NaN):2:3:4:($2 - 0.37):($2 + 0.37):(colour_of($5)) \
      with boxxyerror lc rgb variable, \
    '' using ($1 == panel ? $4 : NaN):2:(sprintf('t%d', $5)) with labels left offset 0.3, 0 font small_font tc rgb ink
  unset label 101; unset label 102; unset label 103; unset label 104
}
unset multiplot
