# fan-out: runtime, and CPU a page, against the number of pages; a line a strategy.
#
# points.tsv       panel, strategy, pages, median, lowest, highest
# predictions.tsv  strategy, pages, predicted runtime; curves that are the same once
# labels.tsv       panel, strategy, end of the line (x, y), its name (x, y), -1 if it stands left of the end, name

BEGIN {
  metric_of[1] = "runtime"
  metric_of[2] = "cpu_per_unit"
  read()
  if (delay == "") nothing_to_draw("measurements.csv has no runtime of fan-out")
  size_panels()
  write_points()
  write_predictions()
  for (panel = 1; panel <= panels; panel++) write_labels(panel)
  write_layout()
}

# The family of 100 ms pages if there is one, else that of the shortest delay.
function read(   metric, rank, family, families) {
  while (next_value("fan-out")) {
    metric = csv("metric")
    if (metric != "runtime" && metric != "runtime_predicted" && metric != "cpu_per_unit") continue
    rank = strategy(csv("strategy"))
    family = csv("server_delay_us") + 0
    if (metric == "runtime") {
      families[family] = 1
      trials[family, rank, csv("units") + 0]++
    }
    loads[family, csv("units") + 0] = 1
    add(metric SUBSEP rank SUBSEP family SUBSEP csv("units") + 0, seconds(csv("value"), csv("unit")))
  }
  for (family in families)
    if (delay == "" || family == 100000 || (delay != 100000 && family + 0 < delay + 0)) delay = family
}

function key(panel, rank, units) {
  return metric_of[panel] SUBSEP rank SUBSEP delay SUBSEP units
}

# The loads of the family, ascending: load[1…load_count].
function sort_loads(   pair, part, i, j, units) {
  for (pair in loads) {
    split(pair, part, SUBSEP)
    if (part[1] != delay) continue
    units = part[2] + 0
    for (j = load_count++; j >= 1 && load[j] > units; j--) load[j + 1] = load[j]
    load[j + 1] = units
  }
}

function size_panels(   panel, rank, i, k) {
  sort_loads()
  lowest[1] = delay / 1e6
  highest[1] = delay / 1e6
  for (panel = 1; panel <= 2; panel++) {
    for (rank = 1; rank <= strategy_count; rank++) {
      for (i = 1; i <= load_count; i++) {
        k = key(panel, rank, load[i])
        if (!(k in samples)) continue
        panels = panel
        count_blocks(samples[k])
        if (!(panel in lowest) || low(k) < lowest[panel]) lowest[panel] = low(k)
        if (!(panel in highest) || high(k) > highest[panel]) highest[panel] = high(k)
      }
    }
    lowest[panel] *= panel == 1 ? 0.72 : 0.8
    highest[panel] *= 1.25
  }
  panel_top[1] = 116
  panel_height[1] = 440
  panel_top[2] = 640
  panel_height[2] = 320
  panel_left = 96
  panel_width = 1120 - panel_left - 24
  # To the right of the last load the names need room; 200 pixels hold the longest.
  first_load = load[1] / 1.25
  last_load = load[load_count]
  if (last_load == load[1]) last_load *= 10
  decade = (panel_width - 200) / log10(last_load / first_load)
}

# Pixels from a panel's left edge and from its top, and back again.
function pixel_x(units) { return log10(units / first_load) * decade }
function units_at(pixel) { return first_load * 10 ^ (pixel / decade) }
function pixel_y(panel, value) {
  return panel_height[panel] * log10(highest[panel] / value) / log10(highest[panel] / lowest[panel])
}
function value_at(panel, pixel) {
  return highest[panel] * (lowest[panel] / highest[panel]) ^ (pixel / panel_height[panel])
}

function write_points(   panel, rank, i, k) {
  for (panel = 1; panel <= panels; panel++)
    for (rank = 1; rank <= strategy_count; rank++)
      for (i = 1; i <= load_count; i++) {
        k = key(panel, rank, load[i])
        if (k in samples)
          print panel "\t" rank "\t" load[i] "\t" median(k) "\t" low(k) "\t" high(k) > "points.tsv"
      }
}

function write_predictions(   rank, i, k, curve, drawn) {
  printf "" > "predictions.tsv"
  for (rank = 1; rank <= strategy_count; rank++) {
    curve = ""
    for (i = 1; i <= load_count; i++) {
      k = "runtime_predicted" SUBSEP rank SUBSEP delay SUBSEP load[i]
      if (k in samples) curve = curve rank "\t" load[i] "\t" median(k) "\n"
    }
    k = curve
    gsub(/(^|\n)[0-9]+\t/, "\n", k)
    if (curve != "" && !(k in drawn)) print curve "\n" > "predictions.tsv"
    drawn[k] = 1
  }
}

function write_labels(panel,   rank, i, k, last) {
  for (rank = 1; rank <= strategy_count; rank++) {
    line_points[rank] = 0
    line_name[rank] = plain(strategy_name[rank])
    for (i = 1; i <= load_count; i++) {
      k = key(panel, rank, load[i])
      if (!(k in samples)) continue
      line_x[rank, ++line_points[rank]] = pixel_x(load[i])
      line_y[rank, line_points[rank]] = pixel_y(panel, median(k))
    }
  }
  place_labels(strategy_count, pixel_x(load[load_count]), panel_height[panel])
  for (rank = 1; rank <= strategy_count; rank++)
    if (line_points[rank])
      print panel "\t" rank "\t" units_at(end_x(rank)) "\t" value_at(panel, end_y(rank)) "\t" \
        units_at(label_x[rank]) "\t" value_at(panel, label_y[rank]) "\t" label_side[rank] "\t" \
        line_name[rank] > "labels.tsv"
}

function write_layout(   panel) {
  assign("panels", panels)
  assign("width", 1120)
  assign("height", panel_top[panels] + panel_height[panels] + 118)
  assign("panel_left", panel_left)
  assign("panel_width", panel_width)
  declare("panel_top", 2)
  declare("panel_height", 2)
  declare("lowest", 2)
  declare("highest", 2)
  for (panel = 1; panel <= panels; panel++) {
    assign("panel_top[" panel "]", panel_top[panel])
    assign("panel_height[" panel "]", panel_height[panel])
    assign("lowest[" panel "]", lowest[panel])
    assign("highest[" panel "]", highest[panel])
  }
  assign("first_load", first_load)
  assign("first_whole_load", load[1])
  assign("last_load", last_load)
  assign("right_edge", units_at(panel_width))
  assign("strategies", strategy_count)
  assign("delay", delay / 1e6)
  assign_text("delay_text", duration_text(delay / 1e6))
  assign_text("title", "Fan-out: N pages of " duration_text(delay / 1e6) ", requested at once")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted runtime. " \
    "Dashed: one page's delay, the ideal.")
  assign_text("footer2", "A line ends where its strategy was left out: predicted to take too long, or more transfers " \
    "at once than fit.")
}
