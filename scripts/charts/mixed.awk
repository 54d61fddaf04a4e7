# mixed: throughput, and cores in use, against the share of a unit that computes.

BEGIN {
  read()
  if (!any) nothing_to_draw("measurements.csv has no throughput of mixed")
  subtitle = machine()
  write()
  write_figures()
  note(24, 112, too_small(), 1)
  assign_text("title", "Mixed: units of 10 ms that wait for a page, then compute on it")
  assign_text("subtitle", subtitle "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, min(c ÷ 10 ms, cores ÷ (q + s)), with one core for")
  assign_text("footer", "event-loop, q what a unit computes and s the work for a page as calibrated, c four times the cores. The bend is where the cores are full.")
  assign_text("footer2", "Measured bend: throughput × q at most computing ÷ throughput at none, as a share of 10 ms; mean of the blocks, 95 % (Student).")
  write_grid("share of a unit that computes (%)", 140)
}

# The name of a load says the share: mixed_s50_b1_p3.
function share_of(trial,   part) {
  split(trial, part, "_")
  return substr(part[2], 2) + 0
}

function read(   metric, rank, k) {
  while (next_value("mixed")) {
    metric = csv("metric")
    if (metric != "throughput" && metric != "runtime_predicted" && metric != "cores_used") continue
    rank = strategy(csv("strategy"))
    # Four times the cores.
    limit = csv("concurrency") + 0
    loads[share_of(csv("trial_id"))] = 1
    k = metric SUBSEP rank SUBSEP share_of(csv("trial_id"))
    add(k, metric == "runtime_predicted" ? csv("units") / csv("value") : csv("value"))
    any = any || metric == "throughput"
  }
}

function write(   rank, i, k, count, names, at) {
  count = ascending(loads, load)
  # Equal steps: the axis is logarithmic, and a share may be 0.
  for (i = 1; i <= count; i++) {
    at[i] = 10 ^ (i - 1)
    names[i] = load[i] ""
  }
  open_panel(1, "Units a second", 96, 170, 640, 300)
  open_panel(2, "Cores that the client uses", 96, 536, 640, 150, "linear")
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      mark(1, rank, at[i], "throughput" SUBSEP k, 1, 0)
      mark(2, rank, at[i], "cores_used" SUBSEP k, 1, 0)
      if (("runtime_predicted" SUBSEP k) in samples) predict(1, at[i], median("runtime_predicted" SUBSEP k))
    }
    end_of_curve()
  }
  name_places(count, at, names)
}

function write_figures(   y) {
  note(770, 182, "Where the cores are full:")
  y = 212
  while (csv_next(run_file("figures"))) {
    if (csv("experiment") != "mixed" || csv("value") == "") continue
    note(770, y, csv("strategy"))
    note(784, y + 20, sprintf("measured %.0f %%", csv("value") * 100) \
      (csv("low") == "" ? "" : sprintf("  [%.0f, %.0f]", csv("low") * 100, csv("high") * 100)))
    note(784, y + 40, sprintf("predicted %.0f %%", 100 * (csv("strategy") == "event-loop" ? 1 : limit / 4) / limit))
    y += 70
  }
}
