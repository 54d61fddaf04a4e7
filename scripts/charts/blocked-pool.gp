# blocked-pool: how long blocking units take, and how many threads a process has meanwhile.

experiment = 'blocked-pool'
group = '50ms'
title = 'Units block the threads they run on: how long do all of them take?'
caption = "W: the width of the pools, one thread per core. task-group suspends instead of blocking. callbacks and ".\
  "event-loop take no part: what blocks the loop's only thread stops the loop."
height = 920; down = 2; gap = 112
load 'page.gp'

x_name = 'units ÷ W'
set xlabel x_name
at_loads = 1
metric = 'runtime'; unit = 1e3; name = 'Units of 50 ms: until the last has ended (ms)'
load 'panel.gp'

# Threads over time: the stat is the time, such as 250ms or 1s.
unit_of(text) = text[strlen(text) - 1:*] eq 'ms' ? 'ms' : text[strlen(text):*] eq 's' ? 's' : ''
seconds(text) = text[1:strlen(text) - strlen(unit_of(text))] / (unit_of(text) eq 'ms' ? 1e3 : 1.0)
then(name) = strcol('metric') eq 'threads_then' && strcol('group') eq '500ms 4W' && by(name)
threads(name) = column('median') + 0.08 * row(name)
@no_ranges
set xrange [-0.05:*]; set yrange [0:*]
set xtics autofreq; set ytics autofreq
set xlabel 's since the start'
set label 1 '4 W units of 500 ms: threads of the process, until the last unit has ended'
plot for [name in shown] 'series.csv' using (then(name) ? seconds(strcol('stat')) : NaN):(threads(name)) \
    with steps lc rgb colour[rank(name)] dashtype dash[rank(name)] lw 1.8 title '', \
  for [few = 0:1] for [name in shown] '' using (then(name) && is_few(few) ? seconds(strcol('stat')) : NaN): \
    (threads(name)) with points lc rgb colour[rank(name)] pt mark[rank(name)] - few ps 0.9 title ''
