# memory: what waiting units hold, against their number; and for each unit, by regression over the numbers, against the
# stack that it used before.

BEGIN {
  kinds = split("rss pss page_tables kernel_stacks", kind, " ")
  split("RSS|PSS|Page tables|Kernel stacks", kind_name, "|")
  read()
  if (!any) nothing_to_draw("measurements.csv has no rss of memory")
  write()
  assign_text("title", "Memory: units that only wait")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, two pages of stack a thread, 0.4 KiB a task (Rust’s).")
  assign_text("footer", "Dashed: a million waiting tasks elsewhere. Below: slopes over N by least squares; kernel stacks are the whole machine’s.")
  assign_text("footer2", arena_text() limit_text())
  write_grid("", 140)
}

# Loads are called n10000, n10000-stack64KiB, n10000-arenas1, and limit.
function read(   metric, name, rank, stack) {
  while (next_value("memory")) {
    metric = csv("metric")
    if (metric !~ /^(rss|rss_predicted|pss|page_tables|kernel_stacks|units_waiting)$/) continue
    rank = strategy(csv("strategy"))
    name = load_name()
    any = any || metric == "rss"
    if (name == "limit") {
      if (metric == "units_waiting") began = maximum(began, csv("value"))
      asked = csv("units")
      continue
    }
    if (name ~ /arenas/) {
      add("arena" SUBSEP metric SUBSEP rank, csv("value") / csv("units"))
      continue
    }
    stack = 0
    if (name ~ /-stack/) {
      sub(/.*-stack/, "", name)
      stack = name + 0
    }
    stacks[stack] = 1
    if (stack == 0) loads[csv("units") + 0] = 1
    if (stack == 0) add(metric SUBSEP rank SUBSEP csv("units") + 0, csv("value"))
    observe(metric SUBSEP rank SUBSEP stack, csv("units"), csv("value"))
  }
}

# Least squares, by sums.
function observe(key, x, y) {
  n[key]++
  sum_x[key] += x
  sum_y[key] += y
  sum_xx[key] += x * x
  sum_xy[key] += x * y
}

# What y changes by for one more of x; through the origin if x was always the same.
function slope(key,   spread) {
  spread = n[key] * sum_xx[key] - sum_x[key] * sum_x[key]
  if (spread <= 1e-9 * n[key] * sum_xx[key]) return sum_y[key] / sum_x[key]
  return (n[key] * sum_xy[key] - sum_x[key] * sum_y[key]) / spread
}

function write(   count, rank, i, j, k, depths) {
  count = ascending(loads, load)
  depths = ascending(stacks, stack)
  open_panel(1, "Resident memory of all that wait (MB)", 96, 150, 1000, 380)
  x_name_of[1] = "N, units that wait"
  for (i = 1; i <= kinds; i++) {
    open_panel(1 + i, kind_name[i] ", a unit (KiB)", 96 + (i - 1) * 262, 640, 196, 220, i > 2 ? "linear" : "")
    x_name_of[1 + i] = "stack used (KiB; 0 at 1)"
  }
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      mark(1, rank, load[i], "rss" SUBSEP rank SUBSEP load[i], 1e-6, 1e-3)
      k = "rss_predicted" SUBSEP rank SUBSEP load[i]
      if (k in samples) predict(1, load[i], median(k) * 1e-6)
    }
    end_of_curve()
    for (i = 1; i <= kinds; i++)
      for (j = 1; j <= depths; j++) {
        k = kind[i] SUBSEP rank SUBSEP stack[j]
        if (!(k in n)) continue
        add("slope" SUBSEP k, slope(k) / 1024)
        mark(1 + i, rank, maximum(1, stack[j]), "slope" SUBSEP k, 1, i > 2 ? 0 : 0.01)
      }
  }
  rule(1, 5e5, 2586, 1e6, 2586, "Go 2,586 MB")
  rule(1, 5e5, 1095, 1e6, 1095, "Java 1,095")
  rule(1, 5e5, 439, 1e6, 439, "tokio 439")
  rule(1, 5e5, 218, 1e6, 218, "C# 218")
}

function arena_text(   rank, text, k) {
  for (rank = 1; rank <= strategy_count; rank++) {
    k = "arena" SUBSEP "rss" SUBSEP rank
    if (k in samples) text = text (text == "" ? "" : ", ") strategy_name[rank] " " sprintf("%.2f", median(k) / 1024)
  }
  return text == "" ? "" : "With one malloc arena, KiB of RSS a unit: " text ". "
}

function limit_text() {
  return asked ? "Of " asked " threads asked for " began " began." : ""
}
