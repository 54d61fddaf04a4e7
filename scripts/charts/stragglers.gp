# stragglers: how many of the fast pages are done by when, for three limits.

experiment = 'stragglers'
title = 'How long do fast pages wait because one in twenty is slow?'
caption = "480 pages, fast ones of 5 ms and slow ones of 200 ms; points: tenths of the fast ones. Time counts from ".\
  "the start of all: a page that is not yet asked for, because the limit is used up, waits like the ".\
  "others."
height = 620; across = 3; left = 88; right = 0; top = 182; apart = 30
load 'page.gp'

tenth(group, name) = strcol('metric') eq 'fast_done' && strcol('group') eq group && by(name)
ms(group, name, value) = tenth(group, name) ? column(value) * 1e3 : NaN
share(group, name) = tenth(group, name) ? strcol('stat')[2:*] + 0 : NaN
beside(name) = 1.2 * (row(name) - (words(shown) + 1) / 2.0)
array limit[3] = ['c16', 'c64', 'c480']
array named[3] = ['Fast pages done: at most 16 at once', 'at most 64 at once', 'no limit, all 480 at once']
set logscale x
set xrange [5 : 4500]; set yrange [0 : 106]
set xtics (); do for [power = 1:3] { set xtics add (number(10.0**power) 10**power) }
set ytics 0, 25, 100
set xlabel 'ms'
do for [k = 1:3] {
  set label 1 named[k]
  set format y (k == 1 ? '%g %%' : '')
  plot for [name in shown] 'series.csv' using (ms(limit[k], name, 'predicted')):(share(limit[k], name)) \
      with lines lc rgb pale_colour(name) lw 7 title '', \
    for [few = 0:1] for [name in shown] '' using (is_few(few) ? ms(limit[k], name, 'median') : NaN): \
      (share(limit[k], name) - beside(name)):(ms(limit[k], name, 'low')):(ms(limit[k], name, 'high')) \
      with xerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps (few ? 0.75 : 1) lw 1.2 \
      title (few || k > 1 ? '' : name), \
    NaN with lines lc rgb band lw 7 title (k > 1 ? '' : predicted_text), \
    NaN with points pt 6 ps 0.8 lc rgb grey title (k > 1 ? '' : few_text)
}
