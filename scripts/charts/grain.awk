# grain: efficiency against the length of a unit, and where each strategy reaches nine tenths.

BEGIN {
  read()
  if (!("alone" in samples)) nothing_to_draw("measurements.csv has no runtime of grain")
  subtitle = machine()
  open_panel(1, "Efficiency: one core’s time for the work ÷ (cores × runtime)", 96, 170, 620, 420, "linear")
  write()
  write_figures()
  note(24, 112, too_small(), 1)
  assign_text("title", "Grain: the same computing, cut into smaller and smaller units")
  assign_text("subtitle", subtitle "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, with 0.1 µs for each unit’s record and 0.3 µs for each")
  assign_text("footer", "task or block (jimblandy/context-switch, elsewhere). The event loop has one core, so 1 ÷ cores is all that it can reach.")
  assign_text("footer2", "Dotted: g ÷ (g + h) with the price h, fitted to each block by least squares of relative errors; the mean of the blocks, 95 % (Student).")
  write_grid("length of a unit (µs)", 140)
}

# The name of a load says how long its units are: grain_g100us_b1_p3.
function grain_of(trial,   part) {
  split(trial, part, "_")
  sub(/^g/, "", part[2])
  return part[2] ~ /us$/ ? part[2] + 0 : part[2] ~ /ms$/ ? part[2] * 1000 : part[2] * 1e6
}

function read(   metric, rank, grain) {
  while (next_value("grain")) {
    metric = csv("metric")
    if (metric !~ /^(runtime|runtime_predicted|computing_predicted)$/) continue
    rank = strategy(csv("strategy"))
    grain = grain_of(csv("trial_id"))
    loads[grain] = 1
    # As many workers as cores.
    cores = csv("concurrency") + 0
    if (metric == "computing_predicted") work[grain] = csv("value")
    if (csv("strategy") == "sequential") {
      coarsest = grain
      if (metric == "runtime") add("alone", csv("value"))
      continue
    }
    add(metric SUBSEP rank SUBSEP grain, csv("value"))
  }
}

function write(   rank, i, j, k, count, names) {
  count = ascending(loads, load)
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      if (!(("runtime" SUBSEP k) in samples)) continue
      for (j = 1; j <= samples["runtime" SUBSEP k]; j++)
        add("efficiency" SUBSEP k, median("alone") / work[coarsest] * work[load[i]] / (cores * sample["runtime" SUBSEP k, j]))
      mark(1, rank, load[i], "efficiency" SUBSEP k, 1, 0)
      predict(1, load[i], work[load[i]] / (cores * median("runtime_predicted" SUBSEP k)))
    }
    end_of_curve()
  }
  for (i = 1; i <= count; i++) names[i] = thousands(load[i])
  name_places(count, load, names)
  rule(1, load[1], 0.9, load[count], 0.9, "90 %")
  rule(1, load[1], 1, load[count], 1, "")
}

# The price and the break-even beside the panel, the curve that they stand for in it.
function write_figures(   y, rank, count) {
  note(750, 182, "A unit’s price h, and the grain g at which")
  note(750, 202, "90 % of a core’s time is work:")
  y = 232
  while (csv_next(run_file("figures"))) {
    if (csv("experiment") != "grain" || csv("value") == "") continue
    rank = strategy(csv("strategy"))
    if (csv("figure") == "handing_out") {
      note(750, y, strategy_name[rank])
      note(764, y + 20, "h: " figure_text())
    } else {
      note(764, y + 40, "g: " figure_text())
      if (csv("value") > 0) draw_fit(rank, csv("value") * 1e6 / 9)
      y += 68
    }
  }
}

function draw_fit(rank, price,   count, i, g) {
  count = ascending(loads, load)
  for (i = 0; i <= 48; i++) {
    g = load[1] * (load[count] / load[1]) ^ (i / 48)
    fit(1, rank, g, (strategy_name[rank] == "event-loop" ? 1 / cores : 1) * g / (g + price))
  }
}

# An estimate whose interval holds 0 is known to be small, and no more.
function figure_text() {
  if (csv("low") != "" && csv("low") <= 0) return "less than " microseconds(csv("high") * 1e6)
  return microseconds(csv("value") * 1e6) (csv("low") == "" ? "" \
    : "  [" microseconds(csv("low") * 1e6) ", " microseconds(csv("high") * 1e6) "]")
}

function microseconds(value) { return sprintf(value < 10 ? "%.1f µs" : "%.0f µs", value) }
