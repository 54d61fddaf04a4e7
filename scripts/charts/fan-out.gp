# fan-out: runtime, and CPU per page, against the number of pages.

experiment = 'fan-out'
group = '100ms'
title = 'How does the runtime grow with the number of pages fetched at once?'
caption = "Pages of 100 ms. Dashed: the delay of one page, which no strategy can beat."
height = 1000; down = 2; right = 460
load 'page.gp'

x_name = 'pages, all requested at once'
metric = 'runtime'; name = 'Runtime of the whole (s)'
extra = "0.1 with lines dashtype 2 lc rgb ink lw 1.2 title ''"
load 'panel.gp'
metric = 'cpu_per_unit'; unit = 1e6; name = 'CPU per page, client only (µs)'; extra = "NaN title ''"
load 'panel.gp'
