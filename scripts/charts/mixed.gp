# mixed: throughput, and cores in use, against the share of a unit that computes.

experiment = 'mixed'
title = 'How much may a unit compute before one event loop is too little?'
caption = "Units of 10 ms that wait for a page, then compute on it; four at once per core. ◇, full at: where a ".\
  "strategy's cores are full, with its 95 % interval: throughput × computing time where most is computed ÷ ".\
  "throughput at none. Predicted: what the limit admits, and what the cores can compute."
height = 960; down = 2; right = 430; computes = 1
load 'facts.gp'
# A bend has the height of its strategy's throughput where nothing computes.
array idle[14]
stats 'series.csv' using (is('throughput', 'value', '') && column('x') == 0 ? \
  (idle[rank(strcol('strategy'))] = column('median')) : 1) nooutput
bend(name) = estimated('crossover_share') && by(name)
percent(name) = column(name) * 100
# One block gives no interval.
interval(low, high) = low == low ? sprintf('; %.0f to %.0f %%', low, high) : ''
describe(name) = (called[rank(name)] = sprintf('%s (full at %.0f %%%s)', name, percent('value'), \
  interval(percent('low'), percent('high')))) eq ''
do for [name in shown] { stats 'estimates.csv' using (bend(name) ? describe(name) : 1) nooutput }
load 'page.gp'

x_name = 'share of a unit that computes (%)'
linear_x = 1; at_loads = 1
metric = 'throughput'; name = 'Units per second'
extra = "for [name in shown] 'estimates.csv' using (bend(name) ? percent('value') : NaN):(idle[rank(name)] * ".\
  "1.03 ** row(name)):(percent('low')):(percent('high')) with xerrorbars lc rgb colour[rank(name)] pt 12 ps 1.6 ".\
  "title ''"
load 'panel.gp'
metric = 'cores_used'; linear = 1; name = 'Cores that the client uses'; extra = "NaN title ''"
load 'panel.gp'
