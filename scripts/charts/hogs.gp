# hogs: how late heartbeats are beside units that only compute, as a probe on schedule and one that waits for replies see it.

experiment = 'hogs'
title = 'Some units only compute: how late does everything else run?'
caption = "A beat is due every 5 ms, where the strategy runs its units, until a quarter of a second after the last unit. A probe that waits for its reply\n".\
  "sends the next beat 5 ms after it: while everything is late it sends one beat, so only a probe on schedule sees the wait.\n".\
  'Left: four units of 100 ms for each core. Points: median of the blocks; whiskers: lowest and highest block.'
height = 770
across = 2; left = 176; right = 0; top = 208; apart = 250
load 'page.gp'
set key maxrows 3

kinds = 3
array kind_metric[3] = ['late_home_reply', 'late_home', 'late_home']
array kind_stat[3] = ['p50', 'p50', 'max']
array kind_name[3] = ['median, waiting for replies', 'median, on schedule', 'latest, on schedule']
array kind_group[3]
do for [kind = 1:3] { kind_group[kind] = '4 per core × 100 ms' }
array kind_colour[3] = [0xd55e00, 0x0072b2, 0x000000]
array kind_mark[3] = [7, 7, 5]
unit = 1e3
x_name = 'ms late'
name = 'What two probes see beside the same load'
load 'rows.gp'

# The other loads, a row each, by what the group says; the latest beat of each strategy.
array load_name[12]
latest(name) = strcol('experiment') eq experiment && strcol('metric') eq 'late_home' && strcol('stat') eq 'max' \
  && (name eq '' || strcol('strategy') eq name)
set xrange [*:*]; set yrange [*:*]
x_low = 1e99; x_high = 0; last = 0
stats 'series.csv' using (latest('') ? (load_name[int(column('x'))] = strcol('group'), last = column('x') > last ? column('x') : last, \
  reach(y(column('low'))) + reach(y(column('high')))) : 1) nooutput
set xrange [x_low / 1.6 : x_high * 1.6]
set yrange [last + 0.6 : 0.4]
set ytics ()
do for [i = 1:int(last)] { set ytics add (load_name[i] i) }
beside(name) = column('x') + 0.14 * (row(name) - (words(shown) + 1) / 2.0)
set label 1 'The latest beat, by load'
set key at screen from_left(width - 340), screen from_top(96)
plot for [name in shown] 'series.csv' using (latest(name) && column('predicted') > 0 ? y(column('predicted')) : NaN):(beside(name) - 0.07) \
    :(0):(0.14) with vectors nohead lc rgb pale_colour(name) lw 5 title '', \
  for [few = 0:1] for [name in shown] '' using (latest(name) && is_few(few) ? y(column('median')) : NaN):(beside(name)) \
    :(y(column('low'))):(y(column('high'))) with xerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps (few ? 0.8 : 1.1) lw 1.2 \
    title (few ? '' : name)
