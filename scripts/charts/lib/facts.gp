# What a run's files say that is no curve: the machine, which strategies there are, and on how many blocks they stand. A
# chart has set `experiment`; page.gp loads this unless the chart's caption needed it before.
# Text from a file stays a value: none of it ever becomes a command.

load 'style.gp'
# Columns go by the names in the first line; every plot still says its own title.
set key autotitle columnhead

machine = ''; cores = 0; delivered = 0; client_handshake = 0; server_handshake = 0
learn(key, text, number) = (key eq 'machine' ? machine = text : key eq 'cores_usable' ? cores = number : \
  key eq 'cores_delivered' ? delivered = number : key eq 'handshake_client_s' ? client_handshake = number : \
  key eq 'handshake_server_s' ? server_handshake = number : 0, 1)
set datafile separator "\t"
stats 'facts.tsv' using (learn(strcol('key'), strcol('value'), column('value'))) nooutput
set datafile separator ','
present = ' '; fewest = 1e9; most = 0
meet(name, blocks) = (present = strstrt(present, ' '.name.' ') ? present : present.name.' ', \
  fewest = blocks < fewest ? blocks : fewest, most = blocks > most ? blocks : most, 1)
stats 'series.csv' using (meet(strcol('strategy'), column('blocks'))) nooutput
shown = ''
do for [name in strategies] { if (strstrt(present, ' '.name.' ')) { shown = shown.' '.name } }
do for [name in present] { if (name ne '' && known(name) == 0) { shown = shown.' '.name } }
row(name) = sum [i = 1:words(shown)] (word(shown, i) eq name ? i : 0)
# What the key says of a strategy: its name, and what kept it from the next load.
array called[14]; any_ended = 0
do for [name in shown] {
  ended = ''
  stats 'series.csv' using (strcol('strategy') eq name && strcol('note') ne '' ? (ended = strcol('note')) eq '' : 1) \
    nooutput
  if (ended ne '') { any_ended = 1 }
  called[rank(name)] = name.(ended eq '' ? '' : ' (ends: '.ended.')')
}
predicted_text = 'broad: predicted before the run'
enough = 8
few_text = fewest < enough ? 'hollow: fewer than 8 blocks' : ''
is_few(few) = (column('blocks') < enough) == few

# Whether a row of series.csv is of a metric, stat and group, and of a strategy.
is(metric, stat, group) = strcol('metric') eq metric && strcol('stat') eq stat && strcol('group') eq group
by(name) = strcol('strategy') eq name
# What a curve of a panel shows, or, of '', all of them; a chart whose curves are no strategies says so otherwise.
of(name) = is(metric, stat, group) && (name eq '' || by(name))
# The same of a panel of rows: one of its kinds of points, and the row of strategies that a point belongs to.
of_kind(kind) = is(kind_metric[kind], kind_stat[kind], kind_group[kind])
row_of(strategy) = row(strategy)
# A row of estimates.csv.
estimated(name) = strcol('experiment') eq experiment && strcol('estimate') eq name
# How far an axis must go.
reach(value) = (low = value < low ? value : low, high = value > high ? value : high, 1)
no_ranges = 'unset logscale; set xrange [*:*]; set yrange [*:*]'
