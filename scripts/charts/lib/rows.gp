# One panel of points over a logarithmic x, a row per strategy: in each row a point, with whiskers, for each of `kinds`
# numbers of it, and what was predicted as a broad pale stroke. The chart has set the arrays `kind_metric`, `kind_stat`,
# `kind_group`, `kind_name`, `kind_colour` and `kind_mark`, `name`, `x_name`, and perhaps `unit`, `rows`, `row_name`,
# `room` to the right, as a factor, and `extra` (what to draw beside the points).

if (!exists('unit')) { unit = 1 }
if (!exists('room')) { room = 1.6 }
if (!exists('rows')) {
  rows = words(shown)
  array row_name[rows]; do for [i = 1:rows] { row_name[i] = word(shown, i) }
}
if (!exists('extra')) { extra = "NaN title ''" }
at(kind) = row_of(strcol('strategy')) + (kind - (kinds + 1) / 2.0) * 0.5 / kinds
tall = kinds > 3 ? 0.14 : 0.4
v(name) = column(name) * unit

@no_ranges
low = 1e99; high = 0
do for [kind = 1:kinds] {
  stats 'series.csv' using (of_kind(kind) ? reach(v('low')) + reach(v('high')) : 1) nooutput
}
if (exists('x_least')) { low = x_least; high = x_most }
set logscale x
set xrange [low / 1.6 : high * room]
set yrange [rows + 0.6 : 0.4]
set xtics ()
do for [power = -4:7] { set xtics add (number(10.0**power) 10.0**power) }
set ytics ()
panel = panel + 1
do for [i = 1:rows] { set ytics add ((panel > 1 && exists('named_once') ? '' : row_name[i]) i) }
set label 1 name
set xlabel x_name

plot for [kind = 1:kinds] 'series.csv' using (of_kind(kind) && column('predicted') > 0 ? v('predicted') : NaN): \
    (at(kind) - tall / 2):(0):(tall) with vectors nohead lc rgb (0xa0000000 + kind_colour[kind]) lw 5 title '', \
  for [few = 0:1] for [kind = 1:kinds] '' using (of_kind(kind) && is_few(few) ? v('median') : NaN):(at(kind)): \
    (v('low')):(v('high')) with xerrorbars lc rgb kind_colour[kind] pt kind_mark[kind] - few ps (few ? 0.8 : 1.1) \
    lw 1.2 title (few ? '' : kind_name[kind]), \
  NaN with lines lc rgb band lw 5 title (panel > 1 ? '' : predicted_text), \
  NaN with points pt 6 ps 0.8 lc rgb grey title (panel > 1 ? '' : few_text), @extra
