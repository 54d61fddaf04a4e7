# rate: response and service beyond the delay of a page, on one axis, against the offered load.

experiment = 'rate'
title = 'When pages are asked for at random, how long does each take?'
caption = "Response (lines): from when a page was due to when it was done. Service (dotted): from when it was ".\
  "begun. The gap between the two is what a closed loop, which asks again when it has an answer, does not ".\
  "see. Predicted: response of the queue M/D/1 at each strategy's own capacity. ↑: at least; it could not ".\
  "keep up."
height = 1040; down = 2
load 'page.gp'

x_name = 'offered load, % of what the slowest strategy can do'
at_loads = 1; linear_x = 1
metric = 'response_excess'; also = 'service_excess'; unit = 1e3
extra = "for [name in shown] 'series.csv' using (is(also, stat, group) && by(name) ? x(name) : NaN):(y('median')) ".\
  "with linespoints dashtype 3 lc rgb colour[rank(name)] pt mark[rank(name)] - 1 ps 0.5 lw 1.4 title '', '' using ".\
  "(is('offered', 'value', '') && by(word(shown, 1)) ? column('x') : NaN):(low):(number(column('median')).' per s') ".\
  "with labels offset 0, 0.3 @small"
stat = 'p50'; name = 'Half of the pages took no longer, beyond their delay of 5 ms, than (ms)'
load 'panel.gp'
stat = 'p99'; name = '99 of 100 pages took no longer, beyond their delay of 5 ms, than (ms)'
load 'panel.gp'
