# spawn: time, and context switches, per unit that does nothing, against the number of units.

experiment = 'spawn'
title = 'What does it cost to start a unit of work, and to learn that it has ended?'
caption = "At most 64 units at once. thread-pool starts its threads once, thread-per-page one per unit. Predicted ".\
  "from what Rust's threads and tasks cost elsewhere (jimblandy/context-switch). Below a switch in a ".\
  "thousand units: drawn as one."
height = 960; down = 2
load 'page.gp'

x_name = 'units'
metric = 'time_per_unit'; unit = 1e6; name = 'Time per unit (µs)'
load 'panel.gp'
metric = 'switches_per_unit'; unit = 1; least = 1e-3; name = 'Context switches per unit'
load 'panel.gp'
