# stragglers: when half, and nine tenths, of the fast pages are done, against the share of slow ones.

experiment = 'stragglers'
group = 'shares'
title = 'How much longer do fast pages wait, the more pages are slow?'
caption = "480 pages, at most 16 at once; fast ones of 5 ms and slow ones of 200 ms. Time counts from the start of ".\
  "all."
height = 820; down = 2
load 'page.gp'

x_name = 'share of slow pages (%)'
linear = 1; linear_x = 1; at_loads = 1; unit = 1e3
metric = 'fast_done'; stat = 'p50'; name = 'Until half of the fast pages are done (ms)'
load 'panel.gp'
stat = 'p90'; name = 'Until nine tenths of them are done (ms)'
load 'panel.gp'
