# contention: what an operation costs that all want at once, the longest wait for a turn, and how even the turns are, against
# the number of workers; and the first of these against the length of the critical section.

BEGIN {
  # Each primitive with the colour and point of a strategy: those that only tasks use are triangles.
  look["nothing"] = 1; look["atomic"] = 2; look["mutex"] = 3; look["nslock"] = 4; look["serial-queue"] = 10
  look["actor"] = 8; look["nothing, tasks"] = 9
  series_name[1] = "nothing shared, threads"; series_name[2] = "atomic"; series_name[3] = "Mutex"
  series_name[4] = "NSLock"; series_name[10] = "serial queue"; series_name[8] = "actor"; series_name[9] = "nothing shared, tasks"
  usual = 1000
  read()
  if (!any) nothing_to_draw("measurements.csv has no time_per_operation of contention")
  write()
  assign_text("title", "Contention: one at a time may, and many want")
  subtitle = machine() "; " blocks_text()
  assign_text("subtitle", subtitle)
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, the section (÷ cores where nothing is shared),")
  assign_text("footer", "50 ns for two readings of the clock, and for queue and actor a hand-over of 1.7 and 0.2 µs (Rust’s, jimblandy/context-switch).")
  assign_text("footer2", machine_cores != "" && machine_cores < 4 ? "With " plural(machine_cores, "core") " no more than that can " \
    "contend at any moment: too small a machine for the general claim, which needs 4 or more." : "Jain’s index: 1 if all get the same, 1 ÷ workers if one gets all.")
  write_grid("workers", 140)
}

# Loads are called mutex-w8-1000ns.
function read(   metric, name, workers, section) {
  while (next_value("contention")) {
    metric = csv("metric")
    if (metric == "runtime_predicted") window = 0.99 * seconds(csv("value"), csv("unit"))
    if (metric !~ /^(time_per_operation|time_per_operation_predicted|longest_wait|jain_index)$/) continue
    name = load_name()
    section = name
    sub(/.*-/, "", section)
    section = section + 0
    sub(/-w[0-9]+-[0-9]+ns$/, "", name)
    if (name == "nothing" && csv("strategy") == "task-group") name = "nothing, tasks"
    if (!(name in look)) continue
    workers = csv("units") + 0
    any = any || metric == "time_per_operation"
    if (section == usual) loads[workers] = 1
    else headline = workers
    sections[section] = 1
    add(metric SUBSEP look[name] SUBSEP workers SUBSEP section, metric == "jain_index" ? csv("value") : seconds(csv("value"), csv("unit")))
  }
}

function draw(number, metric, scale, rank, workers, section, x,   k) {
  k = rank SUBSEP workers SUBSEP section
  # Who still waits when all stop has waited for at least as long as they went on.
  mark(number, rank, x, metric SUBSEP k, scale, 1e-4, metric == "longest_wait" && window ? window * scale : "")
  k = "time_per_operation_predicted" SUBSEP k
  if (metric == "time_per_operation" && k in samples) predict(number, x, median(k) * scale)
}

function write(   count, lengths, rank, i, width) {
  count = ascending(loads, load)
  lengths = ascending(sections, section)
  width = lengths > 1 ? 620 : 1000
  open_panel(1, "Time of all ÷ operations of all (µs), sections of 1 µs", 96, 150, width, 330)
  open_panel(2, "The longest wait for a turn (ms)" (window ? "; ↑: at least, cut off after " duration_text(window / 0.99) : ""), 96, 556, width, 180)
  open_panel(3, "Jain’s index of the workers’ operations", 96, 812, width, 150, "linear")
  if (lengths > 1) {
    open_panel(4, "The same, " headline " workers (µs)", 800, 150, 296, 330)
    open_panel(5, "Longest wait, " headline " workers (ms)", 800, 556, 296, 180)
    open_panel(6, "Jain’s index, " headline " workers", 800, 812, 296, 150, "linear")
    x_name_of[6] = "critical section (µs; 0 stands at 0.1)"
  }
  for (rank = 1; rank <= 10; rank++) {
    if (!(rank in series_name)) continue
    for (i = 1; i <= count; i++) {
      draw(1, "time_per_operation", 1e6, rank, load[i], usual, load[i])
      draw(2, "longest_wait", 1e3, rank, load[i], usual, load[i])
      draw(3, "jain_index", 1, rank, load[i], usual, load[i])
    }
    end_of_curve()
    for (i = 1; lengths > 1 && i <= lengths; i++) {
      draw(4, "time_per_operation", 1e6, rank, headline, section[i], maximum(0.1, section[i] / 1e3))
      draw(5, "longest_wait", 1e3, rank, headline, section[i], maximum(0.1, section[i] / 1e3))
      draw(6, "jain_index", 1, rank, headline, section[i], maximum(0.1, section[i] / 1e3))
    }
    end_of_curve()
  }
}
