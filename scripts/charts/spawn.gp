# spawn: time, and context switches, per unit that does nothing, against the number of units.

experiment = 'spawn'
title = 'What does it cost to start a unit of work, and to learn that it has ended?'
caption = "Units that do nothing, at most 64 at once. thread-pool starts its threads once, thread-per-page one per unit.\n".\
  "Predicted from what threads and tasks of Rust cost elsewhere (jimblandy/context-switch). Less than one switch in\n".\
  'a thousand units is drawn as one. Points: median of the blocks; whiskers: lowest and highest block.'
height = 960
down = 2
load 'page.gp'

x_name = 'units'
metric = 'time_per_unit'; unit = 1e6; name = 'Time per unit (µs)'
load 'panel.gp'
metric = 'switches_per_unit'; unit = 1; least = 1e-3; name = 'Context switches per unit'
load 'panel.gp'
