# contention: what an operation costs at four workers for each core, by what they share and how long they hold it.

experiment = 'contention'
title = 'What does an operation cost that all workers attempt at once?'
caption = "Four workers per core. Time per operation: time of all ÷ operations of all; the numbers: sections of 1 ".\
  "µs. Predicted: the section (÷ cores where nothing is shared), two readings of the clock and, for queue ".\
  "and actor, a hand-over (Rust's, jimblandy/context-switch). →: at least; still waiting when all stopped."
height = 640; across = 2; left = 190; right = 0; top = 182; apart = 40
load 'page.gp'

# A row for each primitive; what is done with nothing shared, by threads and by tasks.
array primitive[7] = ['nothing', 'nothing', 'atomic', 'nslock', 'mutex', 'serial-queue', 'actor']
array row_name[7] = ['nothing, threads', 'nothing, tasks', 'atomic', 'NSLock', 'Mutex', 'serial queue', 'actor']
rows = 7; named_once = 1
row_of(strategy) = sum [i = 1:7] (primitive[i].' sections' eq strcol('group') \
  && (i == 2) == (primitive[i] eq 'nothing' && strategy eq 'task-group') ? i : 0)
kinds = 3
array section[3] = [0, 1, 10]
array kind_name[3] = ['empty section', 'section of 1 µs', 'section of 10 µs']
array kind_colour[3] = [0x56b4e9, 0x000000, 0xd55e00]
array kind_mark[3] = [7, 5, 9]
of_kind(kind) = strcol('metric') eq metric && column('x') == section[kind] && row_of(strcol('strategy')) > 0
metric = 'time_per_operation'; unit = 1e-3; name = 'Time per operation (µs)'; x_name = 'µs'; room = 8
extra = "'series.csv' using (of_kind(2) ? high * 7 : NaN):(at(2)):(sprintf('%.3g', v('median'))) ".\
  "with labels right @small"
load 'rows.gp'
unset key
metric = 'longest_wait'; unit = 1e3; name = 'The longest wait for a turn (ms)'; x_name = 'ms'; room = 2
extra = "for [kind = 1:3] 'series.csv' using (of_kind(kind) && strcol('bound') eq 'lower' ? v('median') : NaN):".\
  "(at(kind)):('→') with labels left offset 0.8, 0 @small"
load 'rows.gp'
