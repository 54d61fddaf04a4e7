# oversubscription: throughput, the longest unit and involuntary switches against the number of computing workers.

experiment = 'oversubscription'
title = 'What does it cost to have many more computing workers than cores?'
caption = "Units of 2 ms. A unit's time is from its own beginning to its end: waiting in a queue to begin is not ".\
  "in it. Predicted: threads share the cores, so each unit takes longer; a pool as wide as the cores lets ".\
  "units wait instead."
height = 1120; down = 3; computes = 1
load 'page.gp'

x_name = 'workers, the limit c'
at_loads = 1
metric = 'throughput'; linear = 1; name = 'Units per second'
load 'panel.gp'
metric = 'latency'; stat = 'max'; unit = 1e3; linear = 0; name = 'Longest unit, without its wait to begin (ms)'
load 'panel.gp'
metric = 'switches_involuntary_per_unit'; stat = 'value'; unit = 1; least = 1e-3
name = 'Involuntary context switches per unit'
load 'panel.gp'
