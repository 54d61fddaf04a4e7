# scale: throughput against the number of pages in flight, and CPU per page where nothing waits.

experiment = 'scale'
title = 'How does throughput grow with the pages in flight, and where does it stop?'
caption = "Predicted: the bounds of operational analysis (Little), with the work per page as calibrated before the ".\
  "first block."
height = 1120; down = 3
load 'page.gp'

x_name = 'pages in flight, the limit c'
metric = 'throughput'; group = '50ms'; name = 'Pages per second: pages of 50 ms'
load 'panel.gp'
group = '0'; name = 'Pages per second: pages without delay'
load 'panel.gp'
metric = 'cpu_per_unit'; unit = 1e6; name = 'CPU per page, client only (µs): pages without delay'
load 'panel.gp'
