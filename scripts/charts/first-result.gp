# first-result: when the first, half and all of the results are there, taken as they complete and in order.

experiment = 'first-result'
title = 'How long until the first, half and all of the results, as they complete and in order?'
caption = "In order, a result that is there waits for all that were asked for before it."
height = 480; across = 3; left = 176; right = 0; top = 176; apart = 36
load 'page.gp'

kinds = 2
array kind_stat[2] = ['value', 'in_order']
array kind_name[2] = ['as they complete', 'in order']
array kind_group[2] = ['', '']
array kind_colour[2] = [0x0072b2, 0xd55e00]
array kind_mark[2] = [7, 5]
x_name = 'ms'
unit = 1e3
x_least = 2; x_most = 800
named_once = 1
array kind_metric[2] = ['time_to_first', 'time_to_first']; name = 'until the first result'
load 'rows.gp'
unset key
array kind_metric[2] = ['time_to_half', 'time_to_half']; name = 'until half of them'
load 'rows.gp'
array kind_metric[2] = ['time_to_all', 'time_to_all']; name = 'until all of them'
load 'rows.gp'
