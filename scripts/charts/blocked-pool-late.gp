# blocked-pool: what else has to wait beside units that block, and what cannot end at all.

experiment = 'blocked-pool'
title = 'Units block the threads they run on: what else has to wait?'
caption = "Left: 16 units of 50 ms for each of the W threads of a pool; beats are due every 5 ms. Right: W units wait for W others queued behind them.\n".\
  "Points: median of the blocks; whiskers, and bars: lowest and highest block. Ended by the watchdog: it would have waited for ever."
height = 570
across = 2; left = 176; right = 0; top = 186; apart = 190
load 'page.gp'

kinds = 3
array kind_metric[3] = ['late_task', 'late_dispatch', 'late_thread']
array kind_stat[3] = ['max', 'max', 'max']
array kind_name[3] = ['a beat that runs as a task', 'as a Dispatch block', 'on a thread of its own']
array kind_group[3] = ['50ms', '50ms', '50ms']
array kind_colour[3] = [0xd55e00, 0xe69f00, 0x0072b2]
array kind_mark[3] = [9, 5, 7]
of_kind(kind) = is(kind_metric[kind], kind_stat[kind], kind_group[kind]) && column('x') == 16
unit = 1e3
x_name = 'ms late'
name = 'How late the latest beat ran'
load 'rows.gp'

# Each strategy that has such a trial: from the luckiest block to the unluckiest.
deadlock(name) = is('runtime', 'value', 'deadlock') && (name eq '' || strcol('strategy') eq name)
blocked = ' '
unset logscale; set xrange [*:*]; set yrange [*:*]
stats 'series.csv' using (deadlock('') ? (blocked = blocked.strcol('strategy').' ', 1) : 1) nooutput
unset logscale
set xrange [0:3.8]
set yrange [words(blocked) + 0.6 : 0.4]
set xtics ('0' 0, '1' 1, '2' 2)
set ytics ()
do for [i = 1:words(blocked)] { set ytics add (word(blocked, i) i) }
set xlabel 's until all have ended' font text_font offset 0, 0.2
set label 1 'W units that wait for W others behind them'
line(name) = sum [i = 1:words(blocked)] (word(blocked, i) eq name ? i : 0)
outcome(low, high, bound) = bound eq 'lower' ? 'never (watchdog)' : low * 3 < high ? duration(low).' or '.duration(high) : duration(high)
plot for [name in blocked] 'series.csv' using (deadlock(name) ? column('high') : NaN):(line(name)):(0):(column('high')): \
    (line(name) - 0.2):(line(name) + 0.2) with boxxyerror fillstyle solid 0.45 lc rgb colour[rank(name)] title '', \
  for [name in blocked] '' using (deadlock(name) ? column('high') : NaN):(line(name)):(outcome(column('low'), column('high'), strcol('bound'))) \
    with labels left offset 0.6, 0 font small_font textcolor rgb ink title ''
