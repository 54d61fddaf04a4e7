# One panel of curves over x, a curve a strategy: medians with whiskers from the lowest to the highest block, what was
# predicted as a broad pale band of the same colour, and an arrow where a value is a lower bound.
# The chart has set `metric`, `name`, `x_name` and perhaps `stat`, `group`, `unit` (what 1 is drawn as), `x_unit`, `least`
# (what is drawn of 0 on a logarithmic axis), `linear` (y), `linear_x`, `at_loads` (tics where loads are), `also` (another
# metric that must have room) and `extra` (what to draw beside the curves).

if (!exists('stat')) { stat = 'value' }
if (!exists('unit')) { unit = 1 }
if (!exists('x_unit')) { x_unit = 1 }
if (!exists('least')) { least = -1e99 }
if (!exists('linear')) { linear = 0 }
if (!exists('linear_x')) { linear_x = 0 }
if (!exists('at_loads')) { at_loads = 0 }
if (!exists('also')) { also = '' }
if (!exists('extra')) { extra = "NaN title ''" }
y(value) = value * unit < least ? least : value * unit
# What there is to see says how far the axes go.
unset logscale; set xrange [*:*]; set yrange [*:*]
x_low = 1e99; x_high = -1e99; y_low = 1e99; y_high = 0; loads = ' '
reach_x(x) = (x_low = x < x_low ? x : x_low, x_high = x > x_high ? x : x_high, loads = loads.sprintf('%.12g ', x), 1)
reach(value) = (y_low = value < y_low ? value : y_low, y_high = value > y_high ? value : y_high, 1)
stats 'series.csv' using (of('') || is(also, stat, group) ? reach_x(column('x') * x_unit) + reach(y(column('low'))) + \
  reach(y(column('high')) * (strcol('bound') eq 'lower' ? 1.6 : 1)) + \
  (strcol('predicted') eq '' ? 0 : reach(y(column('predicted')))) : 1) nooutput
if (x_high < x_low) { x_low = 1; x_high = 10; y_low = 1; y_high = 10; name = name.': not measured' }
edge = x_high > x_low ? 0.04 : 0.3
# Series side by side, not on each other.
slot(name) = 0.004 * (row(name) - (words(shown) + 1) / 2.0)
width_x = x_high > x_low ? (linear_x ? x_high - x_low : x_high / x_low) : 4.0
place(name) = linear_x ? column('x') * x_unit + width_x * slot(name) : column('x') * x_unit * width_x ** slot(name)
unset logscale
if (linear_x) { set xrange [x_low - edge * (x_high - x_low) : x_high + edge * (x_high - x_low)] } else {
  set xrange [x_low / (x_high / x_low * 1.1) ** edge : x_high * (x_high / x_low * 1.1) ** edge]
  set logscale x
}
set xtics ()
if (at_loads) { do for [x in loads] { set xtics add (number(real(x)) real(x)) } } else {
  do for [power = -3:7] { set xtics add ((power == 6 ? '1 million' : number(10.0**power)) 10.0**power) }
}
if (linear) { set yrange [0 : y_high * 1.08]; set ytics autofreq } else {
  set yrange [y_low / 1.2 : y_high * 1.25]
  set logscale y
  set ytics ()
  # In a panel of few decades, the halves and fifths of a decade, too.
  do for [power = -7:9] { do for [digit in (log10(y_high / y_low) < 2.4 ? '1 2 5' : '1')] {
    set ytics add (number(digit * 10.0**power) digit * 10.0**power)
  } }
}

panel = panel + 1
set label 1 name at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
if (panel > (down - 1) * across) { set xlabel x_name font text_font offset 0, 0.2 }

plot for [name in shown] 'series.csv' using (of(name) ? column('x') * x_unit : NaN):(y(column('predicted'))) \
    with lines lc rgb pale_colour(name) lw 7 title '', \
  for [name in shown] '' using (of(name) && x_high == x_low ? place(name) : NaN):(y(column('predicted'))) \
    with points lc rgb pale_colour(name) pt 5 ps 1.4 title '', \
  for [name in shown] '' using (of(name) ? place(name) : NaN):(y(column('median'))) \
    with lines lc rgb colour[rank(name)] dashtype dash[rank(name)] lw 1.6 title '', \
  for [few = 0:1] for [name in shown] '' using (of(name) && is_few(few) ? place(name) : NaN): \
    (y(column('median'))):(y(column('low'))):(y(column('high'))) \
    with yerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps (few ? 0.75 : 1.05) lw 1.2 \
    title (few || panel > 1 ? '' : called[rank(name)]), \
  for [name in shown] '' using (of(name) && strcol('bound') eq 'lower' ? place(name) : NaN):(y(column('median'))):('↑') \
    with labels offset 0, 0.9 font title_font textcolor rgb colour[rank(name)] title '', \
  NaN with lines lc rgb band lw 7 title (panel > 1 ? '' : 'broad: predicted before the run'), \
  NaN with points pt 6 ps 0.75 lc rgb grey title (panel > 1 || fewest >= enough ? '' : 'hollow: fewer than 8 blocks'), \
  @extra
unset label 101; unset label 102; unset label 103; unset label 104
