# The strategies' looks, and what a run's files say that is no curve: the machine, which strategies there are, and on how
# many blocks they stand. A chart has set `experiment`; style.gp loads this unless the chart's caption needed it before.

set encoding utf8
set datafile separator ','
# Columns go by the names in the first line; every plot still says its own title.
set key autotitle columnhead

# Each strategy's name, colour (Okabe and Ito's, which colour-blind readers can tell apart, and shades of them), point and
# dashes, once. Points are the filled ones of gnuplot's pairs: a hollow one, the number before it, stands on few blocks.
array colour[13]; array mark[13]; array dash[13]
strategies = ''
strategies = strategies.' sequential';            colour[1] = 0x000000; mark[1] = 5;   dash[1] = 1
strategies = strategies.' thread-per-page';       colour[2] = 0x0072b2; mark[2] = 7;   dash[2] = 1
strategies = strategies.' thread-pool';           colour[3] = 0x56b4e9; mark[3] = 7;   dash[3] = 1
strategies = strategies.' dispatch';              colour[4] = 0xe69f00; mark[4] = 5;   dash[4] = 1
strategies = strategies.' dispatch-unbounded';    colour[5] = 0x8a5a00; mark[5] = 5;   dash[5] = 2
strategies = strategies.' operation-queue';       colour[6] = 0xd9a441; mark[6] = 13;  dash[6] = 1
strategies = strategies.' callbacks';             colour[7] = 0x6fcfaf; mark[7] = 9;   dash[7] = 1
strategies = strategies.' task-group';            colour[8] = 0x009e73; mark[8] = 9;   dash[8] = 1
strategies = strategies.' event-loop';            colour[9] = 0xb8528c; mark[9] = 11;  dash[9] = 4
strategies = strategies.' task-group-blocking';   colour[10] = 0xd55e00; mark[10] = 13; dash[10] = 1
strategies = strategies.' concurrent-perform';    colour[11] = 0x9b3d00; mark[11] = 15; dash[11] = 1
strategies = strategies.' task-group-chunked';    colour[12] = 0x005a41; mark[12] = 15; dash[12] = 1
strategies = strategies.' event-loop-offloading'; colour[13] = 0x6a2a52; mark[13] = 11; dash[13] = 1
rank(name) = sum [i = 1:words(strategies)] (word(strategies, i) eq name ? i : 0)
# The same colour, so pale that curves are seen through it.
pale_colour(name) = 0xb0000000 + colour[rank(name)]

# What is in the files: the machine, the strategies of this experiment in the order above, and on how many blocks it stands.
# Text from a file stays a value: none of it ever becomes a command.
machine = ''; cores = 0; delivered = 0; client_handshake = 0; server_handshake = 0
learn(key, value) = (key eq 'machine' ? machine = value : key eq 'cores_usable' ? cores = real(value) : \
  key eq 'cores_delivered' ? delivered = real(value) : key eq 'handshake_client_s' ? client_handshake = real(value) : \
  key eq 'handshake_server_s' ? server_handshake = real(value) : 0, 1)
stats 'facts.csv' using (learn(strcol('key'), strcol('value'))) nooutput
present = ' '; fewest = 1e9; most = 0
meet(name, blocks) = (present = strstrt(present, ' '.name.' ') ? present : present.name.' ', \
  fewest = blocks < fewest ? blocks : fewest, most = blocks > most ? blocks : most, 1)
stats 'series.csv' using (strcol('experiment') eq experiment ? meet(strcol('strategy'), column('blocks')) : 1) nooutput
shown = ''
do for [name in strategies] { if (strstrt(present, ' '.name.' ')) { shown = shown.' '.name } }
row(name) = sum [i = 1:words(shown)] (word(shown, i) eq name ? i : 0)
# What the key says of a strategy: its name, and what kept it from the next load.
array called[13]; any_ended = 0
do for [name in strategies] {
  ended = ''
  stats 'series.csv' using (strcol('experiment') eq experiment && strcol('strategy') eq name && strcol('note') ne '' \
    ? (ended = strcol('note'), 1) : 1) nooutput
  if (ended ne '') { any_ended = 1 }
  called[rank(name)] = name.(ended eq '' ? '' : ' (ends: '.ended.')')
}

# A row of series.csv belongs to a panel's metric, stat and group; `few` of its blocks, or enough to be seen from afar.
enough = 8
is(metric, stat, group) = strcol('experiment') eq experiment && strcol('metric') eq metric && strcol('stat') eq stat \
  && strcol('group') eq group
is_few(few) = (column('blocks') < enough) == few
# What a curve of a panel shows, or, of '', all of them; a chart whose curves are no strategies says so otherwise.
of(name) = is(metric, stat, group) && (name eq '' || strcol('strategy') eq name)
