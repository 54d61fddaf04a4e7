# cancel: when pages in flight have stopped, after an order and after one page failed, and what is left a second later.

experiment = 'cancel'
title = 'How long does it take to cancel 1,000 pages in flight?'
caption = "Small: when 10, 20, … and 90 % of the pages in flight had stopped; large: all of them. What can be ".\
  "left: pages not ended, requests that the server is busy with, open sockets, threads beyond those at the ".\
  "start, bytes sent. The one socket is that of the page that failed, kept for a next one; a pool's last ".\
  "threads are still ending."
height = 590; across = 3; left = 176; right = 0; top = 176; apart = 36
load 'page.gp'

array trigger[2] = ['order', 'fault']
array named[2] = ['Cancelled after 100 ms', 'One page fails after 100 ms']
kinds = 'units_left requests_left connections_left threads_left bytes_after_cancel'
called_so = 'pages requests sockets threads bytes'
kind(metric) = sum [i = 1:5] (word(kinds, i) eq metric ? i : 0)
thousand(group, name) = strcol('group') eq group && by(name) && column('x') == 1000
stopped(group, name) = strcol('metric') eq 'time_to_stop' && thousand(group, name)
all_of(group, name) = strcol('stat') eq 'p100' && stopped(group, name)
ms(group, name, value) = all_of(group, name) ? column(value) * 1e3 : NaN
# What is in flight and what is left, in words, for each strategy and trigger.
array flying[28]; array rest[28]
do for [i = 1:28] { flying[i] = ''; rest[i] = '' }
slot(group, name) = 2 * rank(name) - (group eq 'order')
more(text) = (text eq '' ? '' : text.', ').sprintf('%s: %g', word(called_so, kind(strcol('metric'))), column('median'))
note_flying(slot) = (flying[slot] = number(column('median')).' in flight') eq ''
note_rest(slot) = (rest[slot] = more(rest[slot])) eq ''
do for [t = 1:2] { do for [name in shown] {
  stats 'series.csv' using (!thousand(trigger[t], name) ? 1 : strcol('metric') eq 'in_flight_peak' ? \
    note_flying(slot(trigger[t], name)) : kind(strcol('metric')) && column('median') > 0 ? \
    note_rest(slot(trigger[t], name)) : 1) nooutput
} }

set logscale x
set xrange [1 : 4000]; set yrange [words(shown) + 0.6 : 0.4]
do for [power = 0:3] { set xtics add (number(10**power) 10**power) }
set xlabel 'ms since then'
do for [t = 1:2] {
  do for [i = 1:words(shown)] { set ytics add ((t > 1 ? '' : word(shown, i)) i) }
  set label 1 named[t]
  plot for [name in shown] 'series.csv' using (ms(trigger[t], name, 'predicted')):(row(name) - 0.3):(0):(0.6) \
      with vectors nohead lc rgb pale_colour(name) lw 7 title '', \
    for [name in shown] '' using (stopped(trigger[t], name) ? column('median') * 1e3 : NaN):(row(name)) \
      with points lc rgb colour[rank(name)] pt mark[rank(name)] - 1 ps 0.6 title '', \
    for [few = 0:1] for [name in shown] '' using (is_few(few) ? ms(trigger[t], name, 'median') : NaN):(row(name)): \
      (ms(trigger[t], name, 'low')):(ms(trigger[t], name, 'high')) with xerrorbars lc rgb colour[rank(name)] \
      pt mark[rank(name)] - few ps 1.3 lw 1.3 title '', \
    for [name in shown] '' using (ms(trigger[t], name, 'median')):(row(name)):(flying[slot(trigger[t], name)]) \
      with labels offset 0, 1.1 @small, \
    NaN with lines lc rgb band lw 7 title (t > 1 ? '' : predicted_text.', for the last'), \
    NaN with points pt 6 ps 1 lc rgb grey title (t > 1 ? '' : few_text)
}

unset logscale; unset xtics; unset grid
set xrange [0 : 1]; set xlabel ' '
set label 1 'Left a second later'
said(t, name) = (t == 1 ? 'cancelled – ' : 'failed – ').(rest[slot(trigger[t], name)] eq '' ? 'nothing' : \
  rest[slot(trigger[t], name)])
plot for [t = 1:2] for [name in shown] 'series.csv' using (all_of(trigger[t], name) ? 0 : NaN): \
  (row(name) + (t - 1.5) * 0.4):(said(t, name)) with labels left @small
