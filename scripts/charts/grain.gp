# grain: the price of handing out a unit, and what a unit costs a core against what it computes.

experiment = 'grain'
title = 'How small may a unit of computing be before handing it out costs more than it gains?'
caption = "Price: what handing out a unit takes of a core, fitted to each block; mean of the blocks, 95 % interval (Student). Beside it: the length of a unit\n".\
  "at which nine tenths of a core's time is work. Below: cores × runtime ÷ units; the event loop has one core. Predicted from what tasks of\n".\
  'Rust cost elsewhere (jimblandy/context-switch). Points: median of the blocks; whiskers: lowest and highest block.'
height = 960
down = 2; left = 176; gap = 112
computes = 1
load 'page.gp'

# An interval where there is one.
ends(name) = strcol(name) eq '' ? column('value') : column(name)
price(what, name) = strcol('experiment') eq experiment && strcol('estimate') eq what && (name eq '' || strcol('strategy') eq name)
priced = ' '
array even[14]; do for [i = 1:14] { even[i] = '' }
stats 'estimates.csv' using (price('handing_out', '') ? (priced = priced.strcol('strategy').' ') eq '' : \
  price('break_even_grain', '') ? (even[rank(strcol('strategy'))] = ends('low') > 0 ? '9/10 work from '.duration(column('value')) : \
  '9/10 work from less than '.duration(ends('high'))) eq '' : 1) nooutput
line(name) = sum [i = 1:words(priced)] (word(priced, i) eq name ? i : 0)
x_high = 1e-3
stats 'estimates.csv' using (price('handing_out', '') ? (x_high = ends('high') * 1e6 > x_high ? ends('high') * 1e6 : x_high) : 1) nooutput
set xrange [0 : x_high * 1.6]
set yrange [words(priced) + 0.6 : 0.4]
set xtics autofreq; set ytics ()
do for [i = 1:words(priced)] { set ytics add (word(priced, i) i) }
set xlabel 'µs of a core' font text_font offset 0, 0.2
set label 1 'The price of handing out a unit (µs)' at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
plot for [name in priced] 'estimates.csv' using (price('handing_out', name) ? 0 : NaN):(line(name)):(0):(column('value') * 1e6): \
    (line(name) - 0.25):(line(name) + 0.25) with boxxyerror fillstyle solid 0.6 lc rgb colour[rank(name)] title '', \
  for [name in priced] '' using (price('handing_out', name) ? column('value') * 1e6 : NaN):(line(name)): \
    (ends('low') > 0 ? ends('low') * 1e6 : 0):(ends('high') * 1e6) with xerrorbars lc rgb ink pt 0 lw 1.4 title '', \
  for [name in priced] '' using (price('handing_out', name) ? ends('high') * 1e6 : NaN):(line(name)): \
    (sprintf('%.1f µs; %s', column('value') * 1e6, even[rank(name)])) with labels left offset 0.8, 0 font small_font textcolor rgb ink title ''
unset label 101; unset label 102; unset label 103; unset label 104

x_name = 'what a unit computes (µs)'
metric = 'core_time_per_unit'; unit = 1e6; x_unit = 1e6; name = 'What a unit takes of a core (µs)'
extra = "[x_low:x_high] x with lines dashtype 2 lc rgb ink title 'dashed: nothing but work'"
set xlabel x_name font text_font offset 0, 0.2
load 'panel.gp'
