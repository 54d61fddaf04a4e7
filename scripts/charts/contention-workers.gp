# contention: what an operation costs, the longest wait, and how even turns are, against the number of workers.

experiment = 'contention'
title = 'How do cost, longest wait and fairness change with the number of contending workers?'
caption = "Critical sections of 1 µs. Jain's index of the workers' operations: 1 if all get the same, 1 ÷ workers ".\
  "if one gets all. No more workers than cores can contend at any moment. ↑: at least; still waiting when ".\
  "all stopped."
height = 1140; down = 3; computes = 1
load 'page.gp'

# Curves are primitives: each has the look of a strategy, and all that stands for a strategy's name is theirs.
shown = 'nothing nothing-tasks atomic mutex nslock serial-queue actor'
look = 'sequential event-loop thread-per-page thread-pool dispatch task-group-blocking task-group'
array full[7] = ['nothing, threads', 'nothing, tasks', 'atomic', 'Mutex', 'NSLock', 'serial queue', 'actor']
row(name) = sum [i = 1:words(shown)] (word(shown, i) eq name ? i : 0)
rank(name) = known(word(look, row(name)))
do for [name in shown] { called[rank(name)] = full[row(name)] }
primitive(group) = group.(group eq 'nothing' && by('task-group') ? '-tasks' : '')
of(name) = strcol('metric') eq metric && (name eq '' ? !strstrt(strcol('group'), ' ') : \
  primitive(strcol('group')) eq name)

x_name = 'workers'
metric = 'time_per_operation'; unit = 1e-3; name = 'Time of all ÷ operations of all (µs)'
load 'panel.gp'
metric = 'longest_wait'; unit = 1e3; name = 'The longest wait for a turn (ms)'
load 'panel.gp'
metric = 'jain_index'; unit = 1; linear = 1; name = "Jain's index"
load 'panel.gp'
