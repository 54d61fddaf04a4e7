# grain: the price of handing out a unit, and what a unit costs a core against what it computes.

experiment = 'grain'
title = 'How small may a unit of computing be before handing it out costs more than it gains?'
caption = "Price: what handing out a unit takes of a core, fitted to each block; mean of the blocks, 95 % interval ".\
  "(Student). Beside it: the length of a unit at which nine tenths of a core's time is work. Below: cores ".\
  "× runtime ÷ units; the event loop has one core. Predicted from what tasks of Rust cost elsewhere ".\
  "(jimblandy/context-switch)."
height = 980; down = 2; left = 176; gap = 112; computes = 1
load 'page.gp'

# An interval where there is one, in µs.
ends(name) = (strcol(name) eq '' ? column('value') : column(name)) * 1e6
price(name) = estimated('handing_out') && (name eq '' || by(name))
priced = ' '; high = 1e-3; low = 0
array even[14]; do for [i = 1:14] { even[i] = '' }
from(low, high) = low > 0 ? duration(column('value')) : 'less than '.duration(high / 1e6)
learn_even(name) = (even[rank(name)] = '; 9/10 work from '.from(ends('low'), ends('high'))) eq ''
learn_price(name) = (priced = priced.name.' ', reach(ends('high')))
stats 'estimates.csv' using (price('') ? learn_price(strcol('strategy')) : estimated('break_even_grain') ? \
  learn_even(strcol('strategy')) : 1) nooutput
line(name) = sum [i = 1:words(priced)] (word(priced, i) eq name ? i : 0)
set xrange [0 : high * 1.6]; set yrange [words(priced) + 0.6 : 0.4]
set xtics autofreq
do for [i = 1:words(priced)] { set ytics add (word(priced, i) i) }
set xlabel 'µs of a core'
set label 1 'The price of handing out a unit (µs)'
plot for [name in priced] 'estimates.csv' using (price(name) ? 0 : NaN):(line(name)):(0):(column('value') * 1e6): \
    (line(name) - 0.25):(line(name) + 0.25) with boxxyerror fillstyle solid 0.6 lc rgb colour[rank(name)] title '', \
  for [name in priced] '' using (price(name) ? column('value') * 1e6 : NaN):(line(name)): \
    (ends('low') > 0 ? ends('low') : 0):(ends('high')) with xerrorbars lc rgb ink pt 0 lw 1.4 title '', \
  for [name in priced] '' using (price(name) ? ends('high') : NaN):(line(name)): \
    (sprintf('%.1f µs%s', column('value') * 1e6, even[rank(name)])) with labels left offset 0.8, 0 @small

x_name = 'what a unit computes (µs)'
set xlabel x_name
metric = 'core_time_per_unit'; unit = 1e6; x_unit = 1e6; name = 'What a unit takes of a core (µs)'
extra = "[x_low / edge : x_high * edge] x with lines dashtype 2 lc rgb ink title 'dashed: nothing but work'"
load 'panel.gp'
