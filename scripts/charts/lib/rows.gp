# One panel of points over a logarithmic x, a row a strategy: in each row a point, with whiskers, for each of `kinds` numbers
# of it, and what was predicted as a broad pale stroke. The chart has set arrays `kind_metric`, `kind_stat`, `kind_group`,
# `kind_name`, `kind_colour` and `kind_mark`, `name`, `x_name`, and perhaps `unit`, `least` and `only`, the place of the load.

if (!exists('unit')) { unit = 1 }
if (!exists('least')) { least = 0 }
if (!exists('only')) { only = '' }
y(value) = value * unit < least ? least : value * unit
of_kind(kind) = is(kind_metric[kind], kind_stat[kind], kind_group[kind]) && (only eq '' || column('x') == real(only))
at(kind) = row(strcol('strategy')) + (kind - (kinds + 1) / 2.0) * 0.5 / kinds

set xrange [*:*]; set yrange [*:*]
x_low = 1e99; x_high = 0
reach(value) = (x_low = value < x_low ? value : x_low, x_high = value > x_high ? value : x_high, 1)
do for [kind = 1:kinds] {
  stats 'series.csv' using (of_kind(kind) ? reach(y(column('low'))) + reach(y(column('high'))) : 1) nooutput
}
if (exists('x_least')) { x_low = x_least; x_high = x_most }
set logscale x
set xrange [x_low / 1.6 : x_high * 1.6]
set yrange [words(shown) + 0.6 : 0.4]
set xtics ()
do for [power = -4:7] { set xtics add (number(10.0**power) 10.0**power) }
set ytics ()
panel = panel + 1
do for [i = 1:words(shown)] { set ytics add ((panel > 1 && across > 1 ? '' : word(shown, i)) i) }
set label 1 name at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
set xlabel x_name font text_font offset 0, 0.2

plot for [kind = 1:kinds] 'series.csv' using (of_kind(kind) && column('predicted') > 0 ? y(column('predicted')) : NaN): \
    (at(kind) - 0.2):(0):(0.4) with vectors nohead lc rgb (0xa0000000 + kind_colour[kind]) lw 5 title '', \
  for [few = 0:1] for [kind = 1:kinds] '' using (of_kind(kind) && is_few(few) ? y(column('median')) : NaN):(at(kind)): \
    (y(column('low'))):(y(column('high'))) with xerrorbars lc rgb kind_colour[kind] pt kind_mark[kind] - few ps (few ? 0.8 : 1.1) \
    lw 1.2 title (few || panel > 1 ? '' : kind_name[kind]), \
  NaN with lines lc rgb band lw 5 title (panel > 1 ? '' : 'broad: predicted before the run'), \
  NaN with points pt 6 ps 0.8 lc rgb grey title (panel > 1 || fewest >= enough ? '' : 'hollow: fewer than 8 blocks')
unset label 101; unset label 102; unset label 103; unset label 104
