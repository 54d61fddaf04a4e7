# contention: what an operation costs at four workers for each core, by what they share and how long they hold it.

experiment = 'contention'
title = 'What does an operation cost that all workers want at once?'
caption = "Four workers for each core. Time per operation: time of all ÷ operations of all; the numbers are those for sections of 1 µs. Predicted: the\n".\
  "section (÷ cores where nothing is shared), two readings of the clock and, for queue and actor, a hand-over (Rust's, jimblandy/context-switch).\n".\
  '→: at least; still waiting when all stopped. Points: median of the blocks; whiskers: lowest and highest block.'
height = 620
across = 2; left = 190; right = 0; top = 182; apart = 40
load 'page.gp'

array primitive[7] = ['nothing', 'nothing', 'atomic', 'nslock', 'mutex', 'serial-queue', 'actor']
array called_so[7] = ['nothing, threads', 'nothing, tasks', 'atomic', 'NSLock', 'Mutex', 'serial queue', 'actor']
array section[3] = [0, 1, 10]
array section_colour[3] = [0x56b4e9, 0x000000, 0xd55e00]
array section_mark[3] = [7, 5, 9]
array section_name[3] = ['empty section', 'section of 1 µs', 'section of 10 µs']
line(group, name) = sum [i = 1:7] (primitive[i].' sections' eq group && (i == 2) == (primitive[i] eq 'nothing' && name eq 'task-group') ? i : 0)
on(metric, k) = strcol('experiment') eq experiment && strcol('metric') eq metric && line(strcol('group'), strcol('strategy')) > 0 \
  && (k == 0 || column('x') == section[k])
at(k) = line(strcol('group'), strcol('strategy')) + (k - 2) * 0.18
array metrics[2] = ['time_per_operation', 'longest_wait']
array units[2] = [1e-3, 1e3]
array named[2] = ['Time per operation (µs)', 'The longest wait for a turn (ms)']
set logscale x
set xtics (); do for [power = -4:4] { set xtics add (number(10.0**power) 10.0**power) }
set ytics ()
reach(value) = (x_low = value < x_low ? value : x_low, x_high = value > x_high ? value : x_high, 1)
do for [panel = 1:2] {
  set xrange [*:*]; set yrange [*:*]
  x_low = 1e99; x_high = 0
  stats 'series.csv' using (on(metrics[panel], 0) ? reach(column('low') * units[panel]) + reach(column('high') * units[panel]) : 1) nooutput
  set xrange [x_low / 2 : x_high * (panel == 1 ? 8 : 2)]
  set yrange [7.6 : 0.4]
  do for [i = 1:7] { set ytics add ((panel > 1 ? '' : called_so[i]) i) }
  set label 1 named[panel] at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
  plot for [k = 1:3] 'series.csv' using (on(metrics[panel], k) && column('predicted') > 0 ? column('predicted') * units[panel] : NaN) \
      :(at(k) - 0.14):(0):(0.28) with vectors nohead lc rgb (0xa0000000 + section_colour[k]) lw 6 title '', \
    for [few = 0:1] for [k = 1:3] '' using (on(metrics[panel], k) && is_few(few) ? column('median') * units[panel] : NaN):(at(k)) \
      :(column('low') * units[panel]):(column('high') * units[panel]) with xerrorbars lc rgb section_colour[k] pt section_mark[k] - few \
      ps (few ? 0.8 : 1.1) lw 1.2 title (few || panel > 1 ? '' : section_name[k]), \
    '' using (panel == 1 && on(metrics[1], 2) ? x_high * 7 : NaN):(at(2)):(sprintf('%.3g', column('median') * units[1])) \
      with labels right font small_font textcolor rgb ink title '', \
    '' using (on(metrics[panel], 0) && strcol('bound') eq 'lower' ? column('median') * units[panel] : NaN): \
      (line(strcol('group'), strcol('strategy')) + (column('x') == 0 ? -0.18 : column('x') == 1 ? 0 : 0.18)):('→') \
      with labels left offset 0.8, 0 font text_font textcolor rgb ink title '', \
    NaN with lines lc rgb band lw 6 title (panel > 1 ? '' : 'broad: predicted before the run'), \
    NaN with points pt 6 ps 0.8 lc rgb grey title (panel > 1 || fewest >= enough ? '' : 'hollow: fewer than 8 blocks')
  unset label 101; unset label 102; unset label 103
}
