# memory: what units hold that only wait, all together against their number, and each.

experiment = 'memory'
title = 'How much memory does a unit take that only waits, and how many can wait at once?'
caption = "Beside the curves: a million waiting tasks elsewhere. Below: what one unit more adds (the slope over their number, by least squares), also where\n".\
  "units used 4 or 64 KiB of stack before they waited; kernel stacks are the whole machine's. Predicted: two pages of stack per thread,\n".\
  "and what a task of Rust holds (jimblandy/context-switch). Points: median of the blocks; whiskers: lowest and highest block."
height = 1040
down = 2; left = 210; right = 400; gap = 112
load 'page.gp'
set key at screen from_left(width - right + 84), screen from_top(112)

MiB = 2.0**20
array others[4] = ['Go', 'Java', 'tokio', 'C#']
array theirs[4] = [2586e6, 1095e6, 439e6, 218e6]
million = 0
stats 'series.csv' using (is('rss', 'value', '') && column('x') == 1e6 ? (million = 1) : 1) nooutput
do for [i = 1:4] {
  if (million) { set label 20 + i '– '.others[i] at graph 1.01, first theirs[i] / MiB left font small_font textcolor rgb ink }
}
refused(name) = is('units_waiting', 'value', 'limit') && strcol('strategy') eq name
extra = "for [name in shown] 'series.csv' using (refused(name) ? column('median') : NaN):(y_low):(0):(y_high - y_low) ".\
  "with vectors nohead dashtype 2 lc rgb colour[rank(name)] lw 1.4 title '', for [name in shown] '' using (refused(name) ? ".\
  "column('median') : NaN):(y_low):(sprintf(' of %s threads %s began', number(column('x')), number(column('median')))) ".\
  "with labels left offset 0, 0.6 font small_font textcolor rgb ink title ''"
x_name = 'units that wait'
set xlabel x_name font text_font offset 0, 0.2
metric = 'rss'; unit = 1 / MiB; name = 'Resident memory of all that wait (MiB)'
load 'panel.gp'
do for [i = 21:24] { unset label i }

# A bar for each strategy, and for how much stack its units used before they waited, in the order of the file; from 2, because
# gnuplot takes the first of an array, as of a file, for the names of the columns.
slope(kind) = strcol('experiment') eq experiment && strcol('estimate') eq kind
bar_name(strategy, load) = strategy.(load eq '' ? '' : ', '.load[6:strlen(load) - 3].' KiB used')
array bar[25]; bars = 1; bar[1] = ''
unset logscale; set xrange [*:*]; set yrange [*:*]
stats 'estimates.csv' using (slope('rss_slope') ? (bars = bars + 1, bar[bars] = bar_name(strcol('strategy'), strcol('load')), 1) : 1) nooutput
array resident[bars]; array tables[bars]; array kernel[bars]
here(kind) = slope(kind) ? sum [i = 1:bars] (bar[i] eq bar_name(strcol('strategy'), strcol('load')) ? i : 0) : 0
take(value) = (here('rss_slope') > 0 ? (resident[here('rss_slope')] = value) : here('page_tables_slope') > 0 \
  ? (tables[here('page_tables_slope')] = value) : here('kernel_stacks_slope') > 0 ? (kernel[here('kernel_stacks_slope')] = value) : 0, 1)
stats 'estimates.csv' using (take(column('value') / 1024)) nooutput
two(i) = resident[int(i)] + tables[int(i)]
three(i) = two(i) + kernel[int(i)]
unset logscale
set xrange [0 : *]; set yrange [bars + 0.6 : 1.4]
set xtics autofreq; set ytics ()
do for [i = 2:bars] { set ytics add (bar[i] i) }
set xlabel 'KiB' font text_font offset 0, 0.2
set label 1 'Each unit that waits (KiB)'
set key at screen from_left(width - right + 84), graph 1
plot resident using (0):1:(0):(resident[$1]):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb blue title 'resident (RSS)', \
  resident using (0):1:(resident[$1]):(two($1)):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb vermilion title 'page tables', \
  resident using (0):1:(two($1)):(three($1)):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb band title 'kernel stack', \
  resident using (three($1)):1:(sprintf('%.1f', three($1))) with labels left offset 0.8, 0 font small_font textcolor rgb ink title '', \
  'series.csv' using (is('rss_per_unit', 'value', 'arenas1') ? column('median') / 1024 : NaN):(row(strcol('strategy')) + 1) \
  with points pt 12 ps 1.5 lw 1.5 lc rgb '#000000' title 'RSS with one malloc arena'
