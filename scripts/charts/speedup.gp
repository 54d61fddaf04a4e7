# speedup: cores used, and how much faster the same computing gets, against the number of workers.

experiment = 'speedup'
title = 'How much faster is the same computing with more workers?'
height = 1120; down = 3; computes = 1
load 'facts.gp'
alone(group) = is('time_per_unit', 'value', group) && by('sequential')
slow = 0; fast = 0
stats 'series.csv' using (alone('') ? (fast = column('median')) : alone('allocating') ? (slow = column('median')) : 1) \
  nooutput
caption = "Speed-up: the runtime of one thread that does it all ÷ this runtime.".\
  (slow * fast > 0 ? sprintf(" With small allocations one thread takes %.1f times as long.", slow / fast) : '').\
  (delivered > 0 ? sprintf(" Dashed: %.2f times one core is what pinned threads, and nothing else, got out of the ".\
  "machine before the first block.", delivered) : '')
# Below four cores a law has more parameters than there is to fit.
law(name) = cores >= 4 && estimated('amdahl_serial') && by(name)
describe(name) = (called[rank(name)] = sprintf('%s (serial share %.3f)', name, column('value'))) eq ''
do for [name in shown] { stats 'estimates.csv' using (law(name) ? describe(name) : 1) nooutput }
load 'page.gp'

x_name = 'workers, the limit c'
at_loads = 1; linear = 1
metric = 'cores_used'; name = 'Cores used'
load 'panel.gp'
metric = 'speedup'; name = 'Speed-up'
extra = "delivered > 0 ? delivered : NaN with lines dashtype 2 lc rgb ink lw 1.2 title ''"
load 'panel.gp'
group = 'allocating'; name = 'Speed-up where each unit makes a thousand small allocations'; extra = "NaN title ''"
load 'panel.gp'
