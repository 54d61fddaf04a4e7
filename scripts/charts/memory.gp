# memory: what units hold that only wait, all together against their number, and each.

experiment = 'memory'
title = 'How much memory does a unit take that only waits, and how many can wait at once?'
caption = "Beside the curves: a million waiting tasks elsewhere. Below: what one unit more adds (the slope over ".\
  "their number, by least squares), also where units used 4 or 64 KiB of stack before they waited; kernel ".\
  "stacks are the whole machine's. Predicted: two pages of stack per thread, and what a task of Rust holds ".\
  "(jimblandy/context-switch)."
height = 1060; down = 2; left = 210; right = 400; gap = 112
load 'page.gp'
set key at screen from_left(width - right + 84), screen from_top(112)

array others[4] = ['Go', 'Java', 'tokio', 'C#']
array theirs[4] = [2586e6, 1095e6, 439e6, 218e6]
million = 0
stats 'series.csv' using (is('rss', 'value', '') && column('x') == 1e6 ? (million = 1) : 1) nooutput
do for [i = 1:4 * million] {
  set label 20 + i '– '.others[i] at graph 1.01, first theirs[i] / 2**20 left font small_font textcolor rgb ink
}
refused(name) = is('units_waiting', 'value', 'limit') && by(name) ? column('median') : NaN
refusal(asked, began) = sprintf(' of %s threads %s began', number(asked), number(began))
extra = "for [name in shown] 'series.csv' using (refused(name)):(low):(0):(high - low) with vectors nohead ".\
  "dashtype 2 lc rgb colour[rank(name)] lw 1.4 title '', for [name in shown] '' using (refused(name)):(low):".\
  "(refusal(column('x'), column('median'))) with labels left offset 0, 0.6 @small"
x_name = 'units that wait'
set xlabel x_name
metric = 'rss'; unit = 1 / 2.0**20; name = 'Resident memory of all that wait (MiB)'
load 'panel.gp'
do for [i = 21:24] { unset label i }

# A bar for each strategy, and for how much stack its units used before they waited, in the order of the file; from 2,
# because gnuplot takes the first of an array, as of a file, for the names of the columns.
bar_name(strategy, load) = strategy.(load eq '' ? '' : ', '.load[6:strlen(load) - 3].' KiB used')
this_bar(load) = bar_name(strcol('strategy'), load)
array bar[25]; bars = 1
@no_ranges
add_bar(name) = (bars = bars + 1, bar[bars] = name) eq ''
stats 'estimates.csv' using (estimated('rss_slope') ? add_bar(this_bar(strcol('load'))) : 1) nooutput
array resident[bars]; array tables[bars]; array kernel[bars]
place(name) = sum [i = 2:bars] (bar[i] eq name ? i : 0)
keep(at, value) = estimated('rss_slope') ? (resident[at] = value) : estimated('page_tables_slope') ? \
  (tables[at] = value) : (kernel[at] = value)
stats 'estimates.csv' using (estimated('rss_slope') || estimated('page_tables_slope') || \
  estimated('kernel_stacks_slope') ? keep(place(this_bar(strcol('load'))), column('value') / 1024) : 1) nooutput
two(i) = resident[int(i)] + tables[int(i)]
three(i) = two(i) + kernel[int(i)]
set xrange [0 : *]; set yrange [bars + 0.6 : 1.4]
set xtics autofreq; set ytics ()
do for [i = 2:bars] { set ytics add (bar[i] i) }
set xlabel 'KiB'
set label 1 'Each unit that waits (KiB)'
set key at screen from_left(width - right + 84), graph 1
plot resident using (0):1:(0):(resident[$1]):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb blue title 'resident (RSS)', \
  '' using (0):1:(resident[$1]):(two($1)):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb vermilion title 'page tables', \
  '' using (0):1:(two($1)):(three($1)):($1 - 0.3):($1 + 0.3) with boxxyerror lc rgb band title 'kernel stack', \
  '' using (three($1)):1:(sprintf('%.1f', three($1))) with labels left offset 0.8, 0 @small, \
  'series.csv' using (is('rss_per_unit', 'value', 'arenas1') ? column('median') / 1024 : NaN): \
    (row(strcol('strategy')) + 1) with points pt 12 ps 1.5 lw 1.5 lc rgb '#000000' title 'RSS with one malloc arena'
