# One panel of curves over x, a curve per strategy: medians with whiskers from the lowest to the highest block, what was
# predicted as a broad pale band of the same colour, and an arrow where a value is a lower bound.
# The chart has set `metric`, `name`, `x_name` and perhaps `stat`, `group`, `unit` (what 1 is drawn as), `x_unit`,
# `least` (what is drawn of 0 on a logarithmic axis), `linear` (y), `linear_x`, `at_loads` (tics where loads are),
# `also` (another metric that must have room) and `extra` (what to draw beside the curves).

if (!exists('stat')) { stat = 'value' }
if (!exists('unit')) { unit = 1 }
if (!exists('x_unit')) { x_unit = 1 }
if (!exists('least')) { least = -1e99 }
if (!exists('linear')) { linear = 0 }
if (!exists('linear_x')) { linear_x = 0 }
if (!exists('at_loads')) { at_loads = 0 }
if (!exists('also')) { also = '' }
if (!exists('extra')) { extra = "NaN title ''" }

# What there is to see says how far the axes go.
@no_ranges
y(name) = column(name) * unit < least ? least : column(name) * unit
x_low = 1e99; x_high = -1e99; low = 1e99; high = 0; loads = ' '
reach_x(x) = (x_low = x < x_low ? x : x_low, x_high = x > x_high ? x : x_high, loads = loads.sprintf('%.12g ', x), 1)
room = 1.6
stats 'series.csv' using (of('') || is(also, stat, group) ? reach_x(column('x') * x_unit) + reach(y('low')) + \
  reach(y('high') * (strcol('bound') eq 'lower' ? room : 1)) + (strcol('predicted') eq '' ? 0 : reach(y('predicted'))) \
  : 1) nooutput
if (x_high < x_low) { x_low = 1; x_high = 10; low = 1; high = 10; name = name.': not measured' }
wide = linear_x ? x_high - x_low : x_high / x_low
alone = x_high == x_low
# Curves side by side, not on each other.
slot(name) = 0.004 * (row(name) - (words(shown) + 1) / 2.0)
x(name) = linear_x ? column('x') * x_unit + wide * slot(name) : column('x') * x_unit * (alone ? 4 : wide) ** slot(name)
if (linear_x) { set xrange [x_low - 0.04 * wide : x_high + 0.04 * wide] } else {
  edge = (wide * 1.1) ** (alone ? 0.3 : 0.04)
  set xrange [x_low / edge : x_high * edge]
  set logscale x
}
set xtics ()
do for [at in (at_loads ? loads : '')] { if (at ne '') { set xtics add (number(real(at)) real(at)) } }
do for [power = -3:7] { if (!at_loads) { set xtics add (number(10.0**power) 10.0**power) } }
if (linear) { set yrange [0 : high * 1.08]; set ytics autofreq } else {
  set yrange [low / 1.2 : high * 1.25]
  set logscale y
  set ytics ()
  # In a panel of few decades, the halves and fifths of a decade, too.
  do for [power = -7:9] { do for [digit in (log10(high / low) < 2.4 ? '1 2 5' : '1')] {
    set ytics add (number(digit * 10.0**power) digit * 10.0**power)
  } }
}
panel = panel + 1
set label 1 name
if (panel > (down - 1) * across) { set xlabel x_name }

plot for [name in shown] 'series.csv' using (of(name) ? column('x') * x_unit : NaN):(y('predicted')) \
    with lines lc rgb pale_colour(name) lw 7 title '', \
  for [name in shown] '' using (of(name) && alone ? x(name) : NaN):(y('predicted')) \
    with points lc rgb pale_colour(name) pt 5 ps 1.4 title '', \
  for [name in shown] '' using (of(name) ? x(name) : NaN):(y('median')) \
    with lines lc rgb colour[rank(name)] dashtype dash[rank(name)] lw 1.6 title '', \
  for [few = 0:1] for [name in shown] '' using (of(name) && is_few(few) ? x(name) : NaN):(y('median')):(y('low')): \
    (y('high')) with yerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps (few ? 0.75 : 1.05) lw 1.2 \
    title (few || panel > 1 ? '' : called[rank(name)]), \
  for [name in shown] '' using (of(name) && strcol('bound') eq 'lower' ? x(name) : NaN):(y('median')):('↑') \
    with labels offset 0, 0.9 font title_font textcolor rgb colour[rank(name)] title '', \
  NaN with lines lc rgb band lw 7 title (panel > 1 ? '' : predicted_text), \
  NaN with points pt 6 ps 0.75 lc rgb grey title (panel > 1 ? '' : few_text), @extra
