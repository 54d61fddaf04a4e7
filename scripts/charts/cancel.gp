# cancel: when the pages in flight have stopped, after an order and after one page failed, and what is left a second later.

experiment = 'cancel'
title = 'A thousand pages are under way and no longer wanted: how long until the last has stopped?'
caption = "Small points: when 10, 20, … and 90 % of the pages in flight had stopped; large ones: all of them. Median of the blocks; whiskers: lowest, highest\n".\
  "block. What can be left: pages not ended, requests that the server is busy with, open sockets, threads beyond those at the start, bytes sent since.\n".\
  "The one socket is that of the page that failed, kept for a next one; threads of a pool that stopped last are still ending."
height = 570
across = 3; left = 176; right = 0; top = 176; apart = 36
load 'page.gp'

array trigger[2] = ['order', 'fault']
array named[2] = ['Cancelled after 100 ms', 'One page fails after 100 ms']
stopped(group, name) = strcol('experiment') eq experiment && strcol('metric') eq 'time_to_stop' && strcol('group') eq group \
  && strcol('strategy') eq name && column('x') == 1000
all_of(group, name) = stopped(group, name) && strcol('stat') eq 'p100'
inflight(name) = is('in_flight_peak', 'value', 'order') && strcol('strategy') eq name && column('x') == 1000
array held[14]
do for [name in shown] { stats 'series.csv' using (inflight(name) ? (held[rank(name)] = column('median')) : 1) nooutput }
set logscale x
set xrange [1 : 4000]
set yrange [words(shown) + 0.6 : 0.4]
set xtics (); do for [power = 0:3] { set xtics add (number(10**power) 10**power) }
set ytics ()
set xlabel 'ms since then' font text_font offset 0, 0.2
do for [panel = 1:2] {
  do for [i = 1:words(shown)] { set ytics add ((panel > 1 ? '' : word(shown, i)) i) }
  set label 1 named[panel] at graph 0, 1 left offset 0, 0.85 font text_font textcolor rgb '#000000'
  plot for [name in shown] 'series.csv' using (all_of(trigger[panel], name) ? column('predicted') * 1e3 : NaN):(row(name) - 0.3):(0):(0.6) \
      with vectors nohead lc rgb pale_colour(name) lw 7 title '', \
    for [name in shown] '' using (stopped(trigger[panel], name) ? column('median') * 1e3 : NaN):(row(name)) \
      with points lc rgb colour[rank(name)] pt mark[rank(name)] - 1 ps 0.6 title '', \
    for [few = 0:1] for [name in shown] '' using (all_of(trigger[panel], name) && is_few(few) ? column('median') * 1e3 : NaN):(row(name)) \
      :(column('low') * 1e3):(column('high') * 1e3) with xerrorbars lc rgb colour[rank(name)] pt mark[rank(name)] - few ps 1.3 lw 1.3 title '', \
    for [name in shown] '' using (all_of(trigger[panel], name) ? column('median') * 1e3 : NaN):(row(name)) \
      :(sprintf('%s in flight', number(held[rank(name)]))) with labels offset 0, 1.1 font small_font textcolor rgb ink title '', \
    NaN with lines lc rgb band lw 7 title (panel > 1 ? '' : 'broad: predicted before the run, for the last'), \
    NaN with points pt 6 ps 1 lc rgb grey title (panel > 1 || fewest >= enough ? '' : 'hollow: fewer than 8 blocks')
  unset label 101; unset label 102; unset label 103
}

# What is left, in words, for each strategy and trigger.
array left_over[28]
named_so(metric) = metric eq 'units_left' ? 'pages' : metric eq 'requests_left' ? 'requests' : metric eq 'connections_left' ? 'sockets' : \
  metric eq 'threads_left' ? 'threads' : metric eq 'bytes_after_cancel' ? 'bytes' : ''
slot(group, name) = 2 * rank(name) - (group eq 'order')
join(text, more) = text eq '' ? more : text.', '.more
do for [i = 1:28] { left_over[i] = '' }
unset logscale; set xrange [*:*]; set yrange [*:*]
stats 'series.csv' using (strcol('experiment') eq experiment && column('x') == 1000 && named_so(strcol('metric')) ne '' && column('median') > 0 \
  ? (left_over[slot(strcol('group'), strcol('strategy'))] = join(left_over[slot(strcol('group'), strcol('strategy'))], \
  sprintf('%s: %g', named_so(strcol('metric')), column('median')))) eq '' : 1) nooutput
unset logscale; unset xlabel; unset xtics; unset grid
set xrange [0:1]
set yrange [words(shown) + 0.6 : 0.4]
set label 1 'Left a second later'
said(group, name) = (group eq 'order' ? 'cancelled – ' : 'failed – ').(left_over[slot(group, name)] eq '' ? 'nothing' : left_over[slot(group, name)])
plot for [t = 1:2] for [name in shown] 'series.csv' using (all_of(trigger[t], name) ? 0 : NaN):(row(name) + (t - 1.5) * 0.4):(said(trigger[t], name)) \
  with labels left font small_font textcolor rgb ink title ''
