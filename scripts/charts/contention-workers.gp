# contention: what an operation costs, the longest wait for a turn, and how even the turns are, against the number of workers.

experiment = 'contention'
title = 'One at a time may, and many want to: what changes with the number of workers?'
caption = "Critical sections of 1 µs. Jain's index of the workers' operations: 1 if all get the same, 1 ÷ workers if one gets all.\n".\
  "No more workers than cores can contend at any moment. ↑: at least; still waiting when all stopped.\n".\
  'Points: median of the blocks; whiskers: lowest and highest block.'
height = 1140
down = 3
computes = 1
load 'page.gp'

# Curves are primitives: each has the look of a strategy, and all that stands for a strategy's name is theirs.
shown = 'nothing nothing-tasks atomic mutex nslock serial-queue actor'
look = 'sequential event-loop thread-per-page thread-pool dispatch task-group-blocking task-group'
full = 'nothing,_threads nothing,_tasks atomic Mutex NSLock serial_queue actor'
row(name) = sum [i = 1:words(shown)] (word(shown, i) eq name ? i : 0)
rank(name) = sum [i = 1:words(strategies)] (word(strategies, i) eq word(look, row(name)) ? i : 0)
spaced(text) = strstrt(text, '_') ? text[1:strstrt(text, '_') - 1].' '.text[strstrt(text, '_') + 1:*] : text
do for [name in shown] { called[rank(name)] = spaced(word(full, row(name))) }
of(name) = strcol('experiment') eq experiment && strcol('metric') eq metric && strcol('stat') eq stat && (name eq '' \
  ? !strstrt(strcol('group'), ' ') : (strcol('group') eq 'nothing' && strcol('strategy') eq 'task-group' ? 'nothing-tasks' : strcol('group')) eq name)

x_name = 'workers'
metric = 'time_per_operation'; unit = 1e-3; name = 'Time of all ÷ operations of all (µs)'
load 'panel.gp'
metric = 'longest_wait'; unit = 1e3; name = 'The longest wait for a turn (ms)'
load 'panel.gp'
metric = 'jain_index'; unit = 1; linear = 1; name = "Jain's index"
load 'panel.gp'
