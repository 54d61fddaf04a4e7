# stragglers: how many of the fast pages are done by when, for three limits.

experiment = 'stragglers'
title = 'How long do fast pages wait because one in twenty is slow?'
caption = "480 pages, fast ones of 5 ms and slow ones of 200 ms. Time counts from the start of all: a page that is not yet asked for, because the limit\n".\
  "is used up, waits like the others. Points: tenths of the fast pages, median of the blocks; whiskers: lowest and highest block."
height = 600
across = 3; left = 88; right = 0; top = 182; apart = 30
load 'page.gp'

metric = 'fast_done'
tenths(group, name) = strcol('experiment') eq experiment && strcol('metric') eq metric && strcol('group') eq group && strcol('strategy') eq name
share(group, name) = tenths(group, name) ? strcol('stat')[2:*] + 0 : NaN
aside(name) = 1.2 * (row(name) - (words(shown) + 1) / 2.0)
set logscale x
set xrange [5 : 4500]
set yrange [0 : 106]
set xtics ('10' 10, '100' 100, '1,000' 1000)
set ytics 0, 25, 100
set format y '%g %%'
set xlabel 'ms' font text_font offset 0, 0.2
array limit[3] = ['c16', 'c64', 'c480']
array named[3] = ['Fast pages done: at most 16 at once', 'at most 64 at once', 'no limit, all 480 at once']
do for [panel = 1:3] {
  set label 1 named[panel] at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
  if (panel > 1) { set format y '' }
  plot for [name in shown] 'series.csv' using (tenths(limit[panel], name) ? column('predicted') * 1e3 : NaN):(share(limit[panel], name)) \
      with lines lc rgb pale_colour(name) lw 7 title '', \
    for [few = 0:1] for [name in shown] '' using (tenths(limit[panel], name) && is_few(few) ? column('median') * 1e3 : NaN) \
      :(share(limit[panel], name) - aside(name)):(column('low') * 1e3):(column('high') * 1e3) \
      with xerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps (few ? 0.75 : 1) lw 1.2 title (few || panel > 1 ? '' : name), \
    NaN with lines lc rgb band lw 7 title (panel > 1 ? '' : 'broad: predicted before the run'), \
    NaN with points pt 6 ps 0.8 lc rgb grey title (panel > 1 || fewest >= enough ? '' : 'hollow: fewer than 8 blocks')
  unset label 101; unset label 102; unset label 103
}
