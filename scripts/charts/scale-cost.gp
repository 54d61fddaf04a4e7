# scale: what a page costs while many others wait, against the number of pages in flight.

experiment = 'scale'
group = '50ms'
title = 'What does a page cost when many are in flight?'
caption = "Pages of 50 ms. CPU and memory are the client's. Below a switch in a thousand pages: drawn as one."
height = 1120; down = 3
load 'page.gp'

x_name = 'pages in flight, the limit c'
metric = 'cpu_per_unit'; unit = 1e6; name = 'CPU per page (µs)'
load 'panel.gp'
metric = 'switches_per_unit'; unit = 1; least = 1e-3; name = 'Context switches per page'
load 'panel.gp'
metric = 'rss_peak'; unit = 1.0 / 2**20; least = 0; name = 'Resident memory, peak (MiB)'
load 'panel.gp'
