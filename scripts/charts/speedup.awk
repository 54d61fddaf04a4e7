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
  assign_text("footer4", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, min(workers, cores) for pools, 1 for the loop.")
  assign_text("footer3", "Dotted: X = λN ÷ (1 + σ(N − 1) + κN(N − 1)), fitted up to P workers, κ = 0 for Amdahl’s law. Beyond P there is no core to be faster on.")
  assign_text("footer", delivered_text())
  assign_text("footer2", allocating_text())
  write_grid("workers, the limit c", 161)
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
    rule(1, load[1], fact["cores_delivered"], load[count], fact["cores_delivered"], "")
  if (fact["cores_usable"] > load[1] && fact["cores_usable"] < load[count])
    rule(1, fact["cores_usable"], 0, fact["cores_usable"], 0.14, "P = " fact["cores_usable"] "; beyond: measured, not fitted", "beside")
}

# The parameters beside the panel, the curves in it up to P workers: of the Universal Scalability Law where there is one.
function write_fits(   rank, name, y, i, n, last) {
  while (csv_next(run_file("figures"))) {
    if (csv("experiment") != "speedup" || csv("value") == "") continue
    rank = strategy(csv("strategy"))
    name = csv("figure")
    value[rank, name] = csv("value")
    interval[rank, name] = csv("low") == "" ? "" : sprintf("  [%.2g, %.2g]", csv("low"), csv("high"))
    if (csv("low") == "") without_interval = 1
    if (name == "usl_coherency") has_universal = 1
    fitted_rank[rank] = 1
  }
  y = 176
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in fitted_rank)) continue
    note(690, y, strategy_name[rank])
    note(704, y + 20, sprintf("Amdahl: serial share σ = %.3f%s", value[rank, "amdahl_serial"], interval[rank, "amdahl_serial"]))
    y += 40
    if ((rank, "usl_contention") in value) {
      note(704, y, sprintf("USL: σ = %.3f%s", value[rank, "usl_contention"], interval[rank, "usl_contention"]))
      note(704, y + 20, sprintf("        κ = %.4f%s", value[rank, "usl_coherency"], interval[rank, "usl_coherency"]))
      y += 40
      draw_fit(rank, value[rank, "usl_single"], value[rank, "usl_contention"], value[rank, "usl_coherency"])
    } else draw_fit(rank, value[rank, "amdahl_single"], value[rank, "amdahl_serial"], 0)
    y += 14
  }
  if (without_interval) {
    note(690, y + 8, "No interval: the law has as many parameters")
    note(690, y + 28, "as there are numbers of workers up to P.")
    y += 48
  }
  if (y > 176 && !has_universal) {
    note(690, y + 8, "What contention and what coherency (κ) cost")
    note(690, y + 28, "cannot be told apart on " plural(fact["cores_usable"], "core") ".")
  }
}

function draw_fit(rank, single, contention, coherency,   i, n, last, steps) {
  last = fact["cores_usable"] > 1 ? fact["cores_usable"] : 1
  steps = 24
  for (i = 0; i <= steps; i++) {
    n = last ^ (i / steps)
    fit(1, rank, n, median("alone") * single / units[load[1]] * n / (1 + contention * (n - 1) + coherency * n * (n - 1)))
  }
}

function delivered_text() {
  if (!("cores_delivered" in fact)) return ""
  return sprintf("Dashed: %.2f times one core is what as many pinned threads as cores, and nothing else, got out of the machine at the start.", \
    fact["cores_delivered"])
}

# What allocating changes, as a speed-up of its own.
function allocating_text(   rank, one, i, count, text) {
  one = "allocating" SUBSEP 1 SUBSEP 1
  if (!(one in samples)) return ""
  count = ascending(loads, load)
  for (rank = 2; rank <= strategy_count; rank++)
    for (i = count; i > 1; i--)
      if (("allocating" SUBSEP rank SUBSEP load[i]) in samples) {
        text = text ", " strategy_name[rank] " " sprintf("%.2f", median(one) / median("allocating" SUBSEP rank SUBSEP load[i])) \
          " with " load[i]
        break
      }
  return sprintf("With small allocations one thread takes %.1f times as long; speed-up then: %s.", \
    median(one) / allocating_units / (median("alone") / units[load[1]]), substr(text, 3))
}
