# spawn: what a unit costs that does nothing, and how often threads changed places for it, against the number of units.

BEGIN {
  read()
  if (!any) nothing_to_draw("measurements.csv has no runtime of spawn")
  open_panel(1, "Runtime ÷ units (µs)", 96, 140, 1000, 400)
  open_panel(2, "Context switches a unit", 96, 616, 1000, 150)
  write()
  assign_text("title", "Spawn: what it costs to start an empty unit, and to learn that it has ended")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. At most 64 units at once. Broad grey: predicted from a thread of 17 µs,")
  assign_text("footer", "a task or block of 0.3 µs and a row of 0.1 µs. The first two are what Rust’s take on another machine (dashed; jimblandy/context-switch).")
  assign_text("footer2", "Where a line ends, its strategy would take too long. Fewer switches than one in a thousand units are drawn as one.")
  write_grid("N, the number of units", 140)
}

function read(   metric) {
  while (next_value("spawn")) {
    metric = csv("metric")
    if (metric != "runtime" && metric != "runtime_predicted" && metric !~ /^switches_/) continue
    any = any || metric == "runtime"
    units = csv("units") + 0
    loads[units] = 1
    if (metric ~ /^switches_/) switches[csv("trial_id"), strategy(csv("strategy")), units] += csv("value")
    else add(metric SUBSEP strategy(csv("strategy")) SUBSEP units, seconds(csv("value"), csv("unit")))
  }
}

function write(   count, rank, i, trial, part) {
  for (trial in switches) {
    split(trial, part, SUBSEP)
    add("switches" SUBSEP part[2] SUBSEP part[3], switches[trial] / part[3])
  }
  count = ascending(loads, load)
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      mark(1, rank, load[i], "runtime" SUBSEP rank SUBSEP load[i], 1e6 / load[i])
      mark(2, rank, load[i], "switches" SUBSEP rank SUBSEP load[i], 1, 0.001)
      if (("runtime_predicted" SUBSEP rank SUBSEP load[i]) in samples)
        predict(1, load[i], median("runtime_predicted" SUBSEP rank SUBSEP load[i]) * 1e6 / load[i])
    }
    end_of_curve()
  }
  if (count > 1) {
    rule(1, load[1], 17, load[count], 17, "Rust, a thread: 17 µs")
    rule(1, load[1], 0.3, load[count], 0.3, "Rust, a task: 0.3 µs")
  }
}
