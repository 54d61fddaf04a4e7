# oversubscription: throughput, the worst unit and involuntary switches against the number of computing workers.

BEGIN {
  read()
  if (!any) nothing_to_draw("measurements.csv has no throughput of oversubscription")
  subtitle = machine()
  write()
  note(24, 112, too_small(), 1)
  assign_text("title", "Oversubscription: many more computing workers than cores")
  assign_text("subtitle", subtitle "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted. Throughput: what the cores can do, min(c, cores) ÷ g.")
  assign_text("footer", "Worst unit: g·c ÷ cores for threads, which share the cores; g for pools as wide as the cores, where units wait before they begin.")
  assign_text("footer2", "g = 2 ms. A unit’s time is from its own beginning to its end; what it waited for its turn in a queue is not in it.")
  write_grid("c, workers that compute", 140)
}

function read(   metric, k) {
  while (next_value("oversubscription")) {
    metric = csv("metric")
    if (metric == "latency" && csv("stat") == "max") metric = "worst"
    if (metric !~ /^(throughput|worst|switches_involuntary|runtime_predicted|slowest_predicted)$/) continue
    k = strategy(csv("strategy")) SUBSEP csv("concurrency") + 0
    loads[csv("concurrency") + 0] = 1
    if (metric == "runtime_predicted") add(metric SUBSEP k, csv("units") / csv("value"))
    else if (metric == "switches_involuntary") add(metric SUBSEP k, csv("value") / csv("units"))
    else add(metric SUBSEP k, csv("value"))
    any = any || metric == "throughput"
  }
}

function write(   rank, i, k, count, names) {
  count = ascending(loads, load)
  open_panel(1, "Units a second", 96, 170, 960, 170, "linear")
  open_panel(2, "Worst unit (ms)", 96, 410, 960, 230)
  open_panel(3, "Involuntary context switches a unit", 96, 710, 960, 150)
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      mark(1, rank, load[i], "throughput" SUBSEP k, 1, 0)
      if (("runtime_predicted" SUBSEP k) in samples) predict(1, load[i], median("runtime_predicted" SUBSEP k))
    }
    end_of_curve()
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      mark(2, rank, load[i], "worst" SUBSEP k, 1000, 0)
      if (("slowest_predicted" SUBSEP k) in samples) predict(2, load[i], 1000 * median("slowest_predicted" SUBSEP k))
      mark(3, rank, load[i], "switches_involuntary" SUBSEP k, 1, 0.001)
    }
    end_of_curve()
  }
  for (i = 1; i <= count; i++) names[i] = load[i] ""
  name_places(count, load, names)
}
