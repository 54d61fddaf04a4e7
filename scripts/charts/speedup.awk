# speedup: how much faster the same computing gets with more workers, and the laws fitted to it.

BEGIN {
  read()
  if (!("alone" in samples)) nothing_to_draw("measurements.csv has no runtime of speedup")
  subtitle = machine()
  open_panel(1, "Speed-up against one thread that does it all", 96, 170, 560, 440, "linear")
  write()
  write_fits()
  note(24, 112, too_small(), 1)
  assign_text("title", "Speed-up: the same computing, more and more workers")
  assign_text("subtitle", subtitle "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, min(workers, cores) for pools, 1 for the loop.")
  assign_text("footer", "Dotted: the Universal Scalability Law, X = λN ÷ (1 + σ(N − 1) + κN(N − 1)), fitted to all points. Beyond P workers what they contend")
  assign_text("footer2", "for is the cores, and σ says so. Dashed: what as many pinned threads as cores, and nothing else, got out of the machine at the start.")
  write_grid("workers, the limit c", 140)
}

function read(   metric, rank, k) {
  while (next_value("speedup")) {
    metric = csv("metric")
    if (metric != "runtime" && metric != "runtime_predicted") continue
    if (csv("trial_id") ~ /-allocating_/) {
      allocating_units = csv("units")
      if (metric == "runtime") add("allocating" SUBSEP strategy(csv("strategy")) SUBSEP csv("concurrency") + 0, csv("value"))
      continue
    }
    rank = strategy(csv("strategy"))
    loads[csv("concurrency") + 0] = 1
    if (metric == "runtime" && csv("strategy") == "sequential") add("alone", csv("value"))
    add(metric SUBSEP rank SUBSEP csv("concurrency") + 0, csv("value"))
    units[csv("concurrency") + 0] = csv("units")
  }
}

function write(   rank, i, j, k, count, names, one, all) {
  count = ascending(loads, load)
  one = median("alone")
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      if (!(("runtime" SUBSEP k) in samples)) continue
      for (j = 1; j <= samples["runtime" SUBSEP k]; j++) add("speedup" SUBSEP k, one / sample["runtime" SUBSEP k, j])
      mark(1, rank, load[i], "speedup" SUBSEP k, 1, 0)
      # What one core takes was calculated, too: the prediction is a ratio of predictions.
      if (rank > 1) predict(1, load[i], median("runtime_predicted" SUBSEP 1 SUBSEP load[1]) / median("runtime_predicted" SUBSEP k))
    }
    end_of_curve()
  }
  for (i = 1; i <= count; i++) names[i] = load[i] ""
  name_places(count, load, names)
  if ("cores_delivered" in fact)
    rule(1, load[1], fact["cores_delivered"], load[count], fact["cores_delivered"], sprintf("the machine: %.2f", fact["cores_delivered"]))
}

# The parameters beside the panel, the curves in it.
function write_fits(   rank, name, y, count, i, n, one, steps) {
  while (csv_next(run_file("figures"))) {
    if (csv("experiment") != "speedup" || csv("value") == "") continue
    rank = strategy(csv("strategy"))
    name = csv("figure")
    value[rank, name] = csv("value")
    interval[rank, name] = csv("low") == "" ? "" : sprintf("  [%.2g, %.2g]", csv("low"), csv("high"))
    fitted_rank[rank] = 1
  }
  y = 176
  one = median("alone")
  count = ascending(loads, load)
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in fitted_rank)) continue
    note(690, y, strategy_name[rank])
    note(704, y + 20, sprintf("Amdahl: serial share σ = %.3f%s", value[rank, "amdahl_serial"], interval[rank, "amdahl_serial"]))
    y += 40
    if ((rank, "usl_contention") in value) {
      note(704, y, sprintf("USL: σ = %.3f%s", value[rank, "usl_contention"], interval[rank, "usl_contention"]))
      note(704, y + 20, sprintf("        κ = %.4f%s", value[rank, "usl_coherency"], interval[rank, "usl_coherency"]))
      steps = 40
      for (i = 0; i <= steps; i++) {
        n = load[1] * (load[count] / load[1]) ^ (i / steps)
        fit(1, rank, n, one * value[rank, "usl_single"] / units[load[1]] * n \
          / (1 + value[rank, "usl_contention"] * (n - 1) + value[rank, "usl_coherency"] * n * (n - 1)))
      }
      y += 40
    }
    y += 14
  }
  write_allocating(y + 8)
}

# What allocating changes, as a speed-up of its own.
function write_allocating(y,   rank, one, i, count, text) {
  one = "allocating" SUBSEP 1 SUBSEP 1
  if (!(one in samples)) return
  note(690, y, sprintf("With small allocations one thread takes %.1f times as long.", \
    median(one) / allocating_units / (median("alone") / units[load[1]])))
  count = ascending(loads, load)
  for (rank = 2; rank <= strategy_count; rank++)
    for (i = count; i > 1; i--)
      if (("allocating" SUBSEP rank SUBSEP load[i]) in samples) {
        text = text ", " strategy_name[rank] " " sprintf("%.2f", median(one) / median("allocating" SUBSEP rank SUBSEP load[i])) \
          " with " load[i]
        break
      }
  note(690, y + 20, "Speed-up then: " substr(text, 3))
}
