# blocked-pool: what else has to wait beside units that block, and what cannot end at all.

experiment = 'blocked-pool'
title = 'Units block the threads they run on: what else has to wait?'
caption = "Left: 16 units of 50 ms for each of the W threads of a pool; beats are due every 5 ms. Right: W units ".\
  "wait for W others queued behind them; bars: the longest block. Ended by the watchdog: they would have ".\
  "waited without end."
height = 590; across = 2; left = 176; right = 0; top = 186; apart = 190
load 'page.gp'

kinds = 3
array kind_metric[3] = ['late_task', 'late_dispatch', 'late_thread']
array kind_name[3] = ['a beat that runs as a task', 'as a Dispatch block', 'on a thread of its own']
array kind_colour[3] = [0xd55e00, 0xe69f00, 0x0072b2]
array kind_mark[3] = [9, 5, 7]
of_kind(kind) = is(kind_metric[kind], 'max', '50ms') && column('x') == 16
unit = 1e3
name = 'How late the latest beat ran'; x_name = 'ms late'
load 'rows.gp'

# Each strategy that has such a trial.
deadlock(name) = is('runtime', 'value', 'deadlock') && (name eq '' || by(name))
blocked = ' '
@no_ranges
stats 'series.csv' using (deadlock('') ? (blocked = blocked.strcol('strategy').' ') eq '' : 1) nooutput
set xrange [0:3.8]; set yrange [words(blocked) + 0.6 : 0.4]
set xtics (0, 1, 2); set ytics ()
do for [i = 1:words(blocked)] { set ytics add (word(blocked, i) i) }
set xlabel 's until all have ended'
set label 1 'W units that wait for W others behind them'
line(name) = sum [i = 1:words(blocked)] (word(blocked, i) eq name ? i : 0)
range(low, high) = low * 3 < high ? duration(low).' or '.duration(high) : duration(high)
outcome(bound) = bound eq 'lower' ? 'never (watchdog)' : range(column('low'), column('high'))
plot for [name in blocked] 'series.csv' using (deadlock(name) ? column('high') : NaN):(line(name)):(0): \
    (column('high')):(line(name) - 0.2):(line(name) + 0.2) with boxxyerror fillstyle solid 0.45 \
    lc rgb colour[rank(name)] title '', \
  for [name in blocked] '' using (deadlock(name) ? column('high') : NaN):(line(name)):(outcome(strcol('bound'))) \
    with labels left offset 0.6, 0 @small
