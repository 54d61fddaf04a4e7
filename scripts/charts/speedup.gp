# speedup: cores used, and how much faster the same computing gets, against the number of workers.

experiment = 'speedup'
title = 'How much faster is the same computing with more workers?'
height = 1120
down = 3
computes = 1
load 'facts.gp'
alone(group) = is('time_per_unit', 'value', group) && strcol('strategy') eq 'sequential'
slow = 0; fast = 0
stats 'series.csv' using (alone('') ? (fast = column('median')) : alone('allocating') ? (slow = column('median')) : 1) nooutput
caption = "Speed-up: the runtime of one thread that does it all ÷ this runtime.".\
  (slow * fast > 0 ? sprintf(" With small allocations one thread takes %.1f times as long.", slow / fast) : '').\
  (delivered > 0 ? sprintf("\nDashed: %.2f times one core is what as many pinned threads as cores, and nothing else, got out of the machine at the start.", \
    delivered) : '')."\nPoints: median of the blocks; whiskers: lowest and highest block."
# Below four cores a law has more parameters than there is to fit.
law(name) = cores >= 4 && strcol('estimate') eq 'amdahl_serial' && strcol('strategy') eq name
do for [name in shown] { stats 'estimates.csv' using (law(name) ? (called[rank(name)] = sprintf('%s (serial share %.3f)', name, column('value'))) eq '' : 1) \
  nooutput }
load 'page.gp'

x_name = 'workers, the limit c'
at_loads = 1
linear = 1
metric = 'cores_used'; name = 'Cores used'
load 'panel.gp'
metric = 'speedup'; name = 'Speed-up'
if (delivered > 0) { set arrow 1 from graph 0, first delivered to graph 1, first delivered nohead dashtype 2 lc rgb ink lw 1.2 back }
load 'panel.gp'
unset arrow 1
group = 'allocating'; name = 'Speed-up where each unit makes a thousand small allocations'
load 'panel.gp'
