# hogs: how late heartbeats are beside computing units, as a probe on schedule and one that waits for replies see it.

experiment = 'hogs'
title = 'Some units only compute: how late does everything else run?'
caption = "A beat is due every 5 ms, where the strategy runs its units, until a quarter of a second after the last ".\
  "unit. A probe that waits for its reply sends the next beat 5 ms after it: while everything is late it ".\
  "sends one beat, so only a probe on schedule sees the wait. Left: four units of 100 ms for each core."
height = 790; across = 2; left = 176; right = 0; top = 208; apart = 250
load 'page.gp'
set key maxrows 3

kinds = 3
array kind_metric[3] = ['late_home_reply', 'late_home', 'late_home']
array kind_stat[3] = ['p50', 'p50', 'max']
array kind_name[3] = ['median, waiting for replies', 'median, on schedule', 'latest, on schedule']
array kind_group[3]; do for [kind = 1:3] { kind_group[kind] = '4 per core × 100 ms' }
array kind_colour[3] = [0xd55e00, 0x0072b2, 0x000000]
array kind_mark[3] = [7, 7, 5]
unit = 1e3
name = 'What two probes see beside the same load'; x_name = 'ms late'
load 'rows.gp'

# The other loads, a row each, named by their groups; the latest beat of each strategy.
array row_name[12]; rows = 0
name_row(place) = (row_name[place] = strcol('group'), rows = place > rows ? place : rows)
@no_ranges
stats 'series.csv' using (name_row(int(column('x')))) nooutput
kinds = words(shown)
array kind_name[kinds]; array kind_colour[kinds]; array kind_mark[kinds]
do for [kind = 1:kinds] { name = word(shown, kind); kind_name[kind] = name; \
  kind_colour[kind] = colour[rank(name)]; kind_mark[kind] = mark[rank(name)] }
of_kind(kind) = strcol('metric') eq 'late_home' && strcol('stat') eq 'max' && by(kind_name[kind])
row_of(strategy) = column('x')
name = 'The latest beat, by load'
set key at screen from_left(width - 340), screen from_top(96)
load 'rows.gp'
