# fan-out: runtime, and CPU per page, against the number of pages.

experiment = 'fan-out'
group = '100ms'
title = 'How does the runtime grow with the number of pages fetched at once?'
caption = "Pages of 100 ms. Dashed: the delay of one page, which no strategy can beat.\n".\
  'Points: median of the blocks; whiskers: lowest and highest block.'
height = 1000
down = 2; right = 460
load 'page.gp'

x_name = 'pages, all requested at once'
metric = 'runtime'; name = 'Runtime of the whole (s)'
set arrow 1 from graph 0, first 0.1 to graph 1, first 0.1 nohead dashtype 2 lc rgb ink lw 1.2 back
load 'panel.gp'
unset arrow 1
metric = 'cpu_per_unit'; unit = 1e6; name = 'CPU per page, client only (µs)'
load 'panel.gp'
