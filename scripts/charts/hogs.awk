# hogs: how late a heartbeat runs beside units that compute, as it is and as a probe that waits for replies sees it.
#
# seen.tsv       row, kind (1 half, waiting for replies; 2 half; 3 latest), median, lowest, highest; in milliseconds
# expected.tsv   row, milliseconds until the latest
# loads.tsv      row, strategy, median, lowest, highest of the latest
# predicted.tsv  row, strategy, milliseconds

BEGIN {
  loads = split("h0 h1p-q100ms h4p-q1ms h4p-q10ms h4p-q100ms h4p-q100ms-yield", hog_name, " ")
  split("nobody computes|P hogs of 100 ms|4 P of 1 ms|4 P of 10 ms|4 P of 100 ms|… that yield each ms", hog_text, "|")
  for (i = 1; i <= loads; i++) hog_of[hog_name[i]] = i
  read()
  if (!headline) nothing_to_draw("measurements.csv has no lateness of hogs")
  write_seen()
  write_loads()
  write_layout()
}

function read(   load, metric, rank) {
  while (next_value("hogs")) {
    metric = csv("metric")
    if (metric !~ /^late_home/) continue
    load = csv("trial_id")
    sub(/^hogs_/, "", load)
    sub(/_b[0-9]+_p[0-9]+(_r[0-9]+)?$/, "", load)
    if (!(load in hog_of)) continue
    rank = strategy(csv("strategy"))
    if (load == "h4p-q100ms") headline = 1
    add(metric SUBSEP hog_of[load] SUBSEP rank SUBSEP csv("stat"), seconds(csv("value"), csv("unit")) * 1e3)
  }
}

# A lateness that no clock tells from none is drawn at a microsecond.
function shown(value) { return maximum(value, 0.001) }

function write_seen(   rank) {
  printf "" > "expected.tsv"
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(("late_home" SUBSEP 5 SUBSEP rank SUBSEP "max") in samples)) continue
    row_rank[++rows] = rank
    write_kind(1, "late_home_reply" SUBSEP 5 SUBSEP rank SUBSEP "p50")
    write_kind(2, "late_home" SUBSEP 5 SUBSEP rank SUBSEP "p50")
    write_kind(3, "late_home" SUBSEP 5 SUBSEP rank SUBSEP "max")
    if (("late_home_predicted" SUBSEP 5 SUBSEP rank SUBSEP "max") in samples)
      print rows "\t" median("late_home_predicted" SUBSEP 5 SUBSEP rank SUBSEP "max") > "expected.tsv"
  }
}

function write_kind(kind, k) {
  if (!(k in samples)) return
  count_blocks(samples[k])
  note_range(low(k))
  note_range(high(k))
  print rows "\t" kind "\t" shown(median(k)) "\t" shown(low(k)) "\t" shown(high(k)) > "seen.tsv"
}

function note_range(value) {
  value = shown(value)
  if (!earliest || value < earliest) earliest = value
  latest = maximum(latest, value)
}

function write_loads(   i, rank, k, any) {
  printf "" > "loads.tsv"
  printf "" > "predicted.tsv"
  for (i = 1; i <= loads; i++) {
    any = 0
    for (rank = 1; rank <= strategy_count; rank++) {
      k = i SUBSEP rank SUBSEP "max"
      if (!(("late_home" SUBSEP k) in samples)) continue
      if (!any++) row_text[++load_rows] = hog_text[i]
      k = "late_home" SUBSEP k
      count_blocks(samples[k])
      note_range(low(k))
      note_range(high(k))
      print load_rows "\t" rank "\t" shown(median(k)) "\t" shown(low(k)) "\t" shown(high(k)) > "loads.tsv"
      k = "late_home_predicted" SUBSEP i SUBSEP rank SUBSEP "max"
      if (k in samples && median(k) > 0) print load_rows "\t" rank "\t" median(k) > "predicted.tsv"
    }
  }
}

function write_layout(   row, rank) {
  assign("width", 1120)
  assign("height", 680)
  assign("earliest", earliest)
  assign("latest", latest)
  assign("strategies", strategy_count)
  assign("rows", rows)
  assign("load_rows", load_rows)
  declare("row_name", rows)
  declare("row_rank", rows)
  declare("row_text", load_rows)
  declare("slot", strategy_count)
  for (rank = 1; rank <= strategy_count; rank++) assign("slot[" rank "]", 0)
  for (row = 1; row <= rows; row++) {
    assign_text("row_name[" row "]", strategy_name[row_rank[row]])
    assign("row_rank[" row "]", row_rank[row])
    assign("slot[" row_rank[row] "]", row - (rows + 1) / 2)
  }
  for (row = 1; row <= load_rows; row++) assign_text("row_text[" row "]", row_text[row])
  assign_text("title", "Hogs: how late everything else runs while some units only compute")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "A beat is due every 5 ms, where the strategy runs its units, until a quarter longer than the hogs " \
    "take. Points: median of the blocks;")
  assign_text("footer2", "whiskers: lowest and highest; grey strokes: predicted for the latest beat. P: the cores. A probe " \
    "that waits sends its next beat 5 ms after the reply.")
}
