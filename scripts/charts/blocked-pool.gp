# blocked-pool: how long blocking units take, and how many threads a process has meanwhile.

experiment = 'blocked-pool'
group = '50ms'
title = 'Units block the threads they run on: how long do all of them take?'
caption = "W: the width of the pools, one thread per core. task-group suspends instead of blocking. callbacks and event-loop take no part: what blocks\n".\
  "the loop's only thread stops the loop. Points: median of the blocks; whiskers: lowest and highest block."
height = 900
down = 2; gap = 112
load 'page.gp'

x_name = 'units ÷ W'
at_loads = 1
metric = 'runtime'; unit = 1e3; name = 'Units of 50 ms: until the last has ended (ms)'
set xlabel x_name font text_font offset 0, 0.2
load 'panel.gp'

# Threads over time: the stat is the time, such as 250ms or 1s.
seconds(text) = strlen(text) > 2 && text[strlen(text) - 1:*] eq 'ms' ? text[1:strlen(text) - 2] / 1e3 : \
  strlen(text) > 1 ? text[1:strlen(text) - 1] + 0 : text + 0
then(name) = strcol('experiment') eq experiment && strcol('metric') eq 'threads_then' && strcol('group') eq '500ms 4W' && strcol('strategy') eq name
unset logscale
set xrange [-0.05:*]; set yrange [0:*]
set xtics autofreq; set ytics autofreq
set xlabel 's since the start' font text_font offset 0, 0.2
set label 1 '4 W units of 500 ms: threads of the process, until the last unit has ended'
plot for [name in shown] 'series.csv' using (then(name) ? seconds(strcol('stat')) : NaN):(column('median') + 0.08 * row(name)) \
  with steps lc rgb colour[rank(name)] dashtype dash[rank(name)] lw 1.8 title '', \
  for [few = 0:1] for [name in shown] '' using (then(name) && is_few(few) ? seconds(strcol('stat')) : NaN):(column('median') + 0.08 * row(name)) \
  with points lc rgb colour[rank(name)] pt mark[rank(name)] - few ps 0.9 title ''
