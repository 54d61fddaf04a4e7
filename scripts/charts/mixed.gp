# mixed: throughput, and cores in use, against the share of a unit that computes.

experiment = 'mixed'
title = 'How much may a unit compute before one event loop is too little?'
caption = "Units of 10 ms that wait for a page, then compute on it; four at once per core. ◇: where all cores of a strategy are full, as\n".\
  "measured, with its 95 % interval: throughput × computing time where most is computed ÷ throughput where nothing is.\n".\
  'Predicted: what the limit admits, and what the cores can compute. Points: median of the blocks; whiskers: lowest and highest.'
height = 960
down = 2
computes = 1
right = 430
load 'page.gp'

# A bend has the height of its strategy's throughput where nothing computes.
array idle[14]
stats 'series.csv' using (is('throughput', 'value', '') && column('x') == 0 ? (idle[rank(strcol('strategy'))] = column('median')) : 1) nooutput
bend(name) = strcol('experiment') eq experiment && strcol('estimate') eq 'crossover_share' && strcol('strategy') eq name
do for [name in shown] { stats 'estimates.csv' using (bend(name) ? (called[rank(name)] = sprintf('%s (full at %.0f %%; %.0f to %.0f %%)', \
  name, column('value') * 100, column('low') * 100, column('high') * 100)) eq '' : 1) nooutput }
x_name = 'share of a unit that computes (%)'
linear_x = 1
at_loads = 1
metric = 'throughput'; name = 'Units per second'
extra = "for [name in shown] 'estimates.csv' using (bend(name) ? column('value') * 100 : NaN):(idle[rank(name)] * 1.03 ** row(name))".\
  ":(column('low') * 100):(column('high') * 100) with xerrorbars lc rgb colour[rank(name)] pt 12 ps 1.6 lw 1.4 title ''"
load 'panel.gp'
extra = "NaN title ''"
metric = 'cores_used'; linear = 1; name = 'Cores that the client uses'
load 'panel.gp'
