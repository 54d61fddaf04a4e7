# first-result: when the first, half and all of the results are there, taken as they complete and in order.
#
# points.tsv       panel, row, way (1: as completed, 2: in order), median, lowest, highest; in milliseconds
# predictions.tsv  panel, row, way, milliseconds

BEGIN {
  metric_of[1] = "time_to_first"
  metric_of[2] = "time_to_half"
  metric_of[3] = "time_to_all"
  way_of["value"] = 1
  way_of["in_order"] = 2
  read()
  if (!rows) nothing_to_draw("measurements.csv has no time to a result of first-result")
  write()
}

function read(   panel, rank) {
  for (panel = 1; panel <= 3; panel++) {
    panel_of[metric_of[panel]] = panel
    panel_of[metric_of[panel] "_predicted"] = "predicted" SUBSEP panel
  }
  while (next_value("first-result")) {
    if (!(csv("metric") in panel_of) || !(csv("stat") in way_of)) continue
    rank = strategy(csv("strategy"))
    if (!(rank in seen)) rows++
    seen[rank] = 1
    units = csv("units")
    add(panel_of[csv("metric")] SUBSEP rank SUBSEP way_of[csv("stat")], seconds(csv("value"), csv("unit")) * 1e3)
  }
}

function write(   panel, rank, way, k, row) {
  assign("rows", rows)
  assign("width", 1120)
  assign("height", 160 + rows * 34 + 124)
  printf "" > "predictions.tsv"
  declare("row_name", rows)
  declare("panel_name", 3)
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in seen)) continue
    assign_text("row_name[" ++row "]", strategy_name[rank])
    for (panel = 1; panel <= 3; panel++) {
      for (way = 1; way <= 2; way++) {
        k = panel SUBSEP rank SUBSEP way
        if (!(k in samples)) continue
        count_blocks(samples[k])
        latest = maximum(latest, high(k))
        if (!earliest || low(k) < earliest) earliest = low(k)
        print panel "\t" row "\t" way "\t" median(k) "\t" low(k) "\t" high(k) > "points.tsv"
        k = "predicted" SUBSEP k
        if (!(k in samples)) continue
        latest = maximum(latest, median(k))
        earliest = minimum(earliest, median(k))
        print panel "\t" row "\t" way "\t" median(k) > "predictions.tsv"
      }
    }
  }
  assign("earliest", earliest)
  assign("latest", latest)
  assign_text("panel_name[1]", "until the first result")
  assign_text("panel_name[2]", "until half of them")
  assign_text("panel_name[3]", "until all of them")
  assign_text("title", "First result: " plural(units, "page") " taken as they complete, and in order")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "Points: median of the blocks; whiskers: lowest and highest; upright strokes: predicted.")
  assign_text("footer2", "In order, a result that is there waits for all that were asked for before it.")
}
