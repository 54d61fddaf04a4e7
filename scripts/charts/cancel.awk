# cancel: how many of the pages in flight have stopped by when, and what is left a second later; a column each for an order
# and for a page that fails.
#
# points.tsv       panel, strategy, share stopped (%), median, lowest, highest; in milliseconds
# predictions.tsv  panel, strategy, milliseconds until the last
# left.tsv         panel, row, column, text

BEGIN {
  panel_of["order"] = 1
  panel_of["fault"] = 2
  column_of["units_left"] = 1
  column_of["requests_left"] = 2
  column_of["connections_left"] = 3
  column_of["threads_left"] = 4
  column_of["bytes_after_cancel"] = 5
  columns = 5
  read()
  if (!pages) nothing_to_draw("measurements.csv has no time to stop of cancel")
  write_points()
  write_left()
  write_layout()
}

# Of several loads the one with the most pages. trial_id has the load's name in it, such as order-n1000.
function read(   load, metric, rank, part, value) {
  while (next_value("cancel")) {
    metric = csv("metric")
    if (metric !~ /^time_to_stop/ && !(metric in column_of)) continue
    load = csv("trial_id")
    if (!match(load, /_(order|fault)-n[0-9]+_/)) continue
    split(substr(load, RSTART + 1, RLENGTH - 2), part, "-n")
    if (part[2] + 0 < pages + 0) continue
    if (part[2] + 0 > pages + 0) split("", samples)
    pages = part[2]
    rank = strategy(csv("strategy"))
    value = csv("unit") == "s" ? seconds(csv("value"), "s") * 1e3 : csv("value")
    if (metric !~ /^time_to_stop/ || csv("stat") ~ /^p[0-9]+$/)
      add(metric SUBSEP panel_of[part[1]] SUBSEP rank SUBSEP csv("stat"), value)
  }
}

function write_points(   panel, rank, share, k) {
  printf "" > "points.tsv"
  printf "" > "predictions.tsv"
  for (panel = 1; panel <= 2; panel++)
    for (rank = 1; rank <= strategy_count; rank++) {
      for (share = 10; share <= 100; share += 10) {
        k = "time_to_stop" SUBSEP panel SUBSEP rank SUBSEP "p" share
        if (!(k in samples)) continue
        seen[rank] = 1
        shown[panel] = 1
        count_blocks(samples[k])
        note_range(low(k))
        note_range(high(k))
        print panel "\t" rank "\t" share "\t" median(k) "\t" low(k) "\t" high(k) > "points.tsv"
      }
      k = "time_to_stop_predicted" SUBSEP panel SUBSEP rank SUBSEP "p100"
      if (!(k in samples)) continue
      note_range(median(k))
      print panel "\t" rank "\t" median(k) > "predictions.tsv"
    }
}

function note_range(value) {
  if (value <= 0) return
  if (!earliest || value < earliest) earliest = value
  latest = maximum(latest, value)
}

function write_left(   panel, rank, row, metric, k) {
  printf "" > "left.tsv"
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in seen)) continue
    row_rank[++rows] = rank
    for (panel = 1; panel <= 2; panel++)
      for (metric in column_of) {
        k = metric SUBSEP panel SUBSEP rank SUBSEP "value"
        if (k in samples) print panel "\t" rows "\t" column_of[metric] "\t" count_text(median(k)) > "left.tsv"
      }
  }
}

function count_text(value) {
  return value == int(value) ? sprintf("%d", value) : sprintf("%.1f", value)
}

function write_layout(   panel, row) {
  assign("width", 1120)
  assign("height", 502 + rows * 30 + 104)
  assign("rows", rows)
  assign("earliest", earliest ? earliest : 1)
  assign("latest", latest ? latest : 1000)
  assign("strategies", strategy_count)
  assign("columns", columns)
  declare("row_name", rows)
  declare("row_rank", rows)
  for (row = 1; row <= rows; row++) {
    assign_text("row_name[" row "]", strategy_name[row_rank[row]])
    assign("row_rank[" row "]", row_rank[row])
  }
  declare("panel_name", 2)
  assign_text("panel_name[1]", "Stopped: the order comes after 100 ms")
  assign_text("panel_name[2]", "Stopped: one page fails after 100 ms" (2 in shown ? "" : ": not measured"))
  declare("column_name", columns)
  assign_text("column_name[1]", "pages")
  assign_text("column_name[2]", "requests")
  assign_text("column_name[3]", "sockets")
  assign_text("column_name[4]", "threads")
  assign_text("column_name[5]", "bytes")
  assign_text("title", "Cancel: " pages " pages of 5 s are under way; how long until all have stopped?")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "Points: tenths of the pages in flight, median of the blocks; whiskers: lowest and highest. Grey " \
    "strokes: predicted, until the last.")
  if (removal_text() != "") assign_text("footer3", removal_text())
  write_slots(seen, strategy_count)
  assign_text("footer2", "Left after a second: pages not ended, requests that the server is busy with, open sockets, " \
    "threads beyond those at the start; bytes sent since.")
  if (2 in shown) assign_text("footer4", "One socket: that of the page that failed, kept for a next one. Threads: a pool's last " \
    "stop just before the second is over, and are still ending.")
}

# What a loop was predicted to take for each page that it takes out, and took: `… 90 µs …; here 23 to 31`.
function removal_text(   panel, rank, k, predicted, least, most, took) {
  for (panel = 1; panel <= 2; panel++)
    for (rank = 1; rank <= strategy_count; rank++) {
      k = "time_to_stop" SUBSEP panel SUBSEP rank SUBSEP "p100"
      if (strategy_name[rank] !~ /^(callbacks|task-group|event-loop)$/ || !(k in samples)) continue
      took = median(k) * 1e3 / pages
      if (!least || took < least) least = took
      most = maximum(most, took)
      k = "time_to_stop_predicted" SUBSEP panel SUBSEP rank SUBSEP "p100"
      if (k in samples) predicted = median(k) * 1e3 / pages
    }
  return predicted ? sprintf("The prediction takes %.0f µs to take a page out of a loop; here it was %.0f to %.0f µs.", predicted, least, most) : ""
}
