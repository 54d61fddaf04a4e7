# memory: what waiting units hold, against their number; and for each unit, by regression over the numbers, against the
# stack that it used before.

BEGIN {
  kinds = split("rss pss page_tables kernel_stacks", kind, " ")
  split("RSS|PSS|Page tables|Kernel stacks", kind_name, "|")
  read()
  read_slopes()
  if (!any) nothing_to_draw("measurements.csv has no rss of memory")
  write()
  assign_text("title", "Memory: units that only wait")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, two pages of stack a thread, 0.4 KiB a task (Rust’s).")
  assign_text("footer", "Dashed: a million waiting tasks elsewhere. Below: slopes over N by least squares, 95 % intervals; kernel stacks are the whole machine’s.")
  assign_text("footer2", arena_text() limit_text())
  write_grid("", 140)
}

# Loads are called n10000, n10000-stack64KiB, n10000-arenas1, and limit.
function read(   metric, name, rank) {
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
    if (name ~ /-/) continue
    loads[csv("units") + 0] = 1
    add(metric SUBSEP rank SUBSEP csv("units") + 0, csv("value"))
  }
}

# The slopes, KiB a unit, and their intervals: slope[kind, rank, stack used].
function read_slopes(   k, depth) {
  while (csv_next(run_file("figures"))) {
    if (csv("experiment") != "memory" || csv("figure") !~ /_slope$/ || csv("load") ~ /arenas/) continue
    depth = csv("load")
    sub(/^stack/, "", depth)
    depth += 0
    stacks[depth] = 1
    k = csv("figure")
    sub(/_slope$/, "", k)
    k = k SUBSEP strategy(csv("strategy")) SUBSEP depth
    slope[k] = csv("value") / 1024
    slope_low[k] = csv("low") == "" ? slope[k] : csv("low") / 1024
    slope_high[k] = csv("high") == "" ? slope[k] : csv("high") / 1024
  }
}

function write(   count, rank, i, j, k, depths, least) {
  count = ascending(loads, load)
  depths = ascending(stacks, stack)
  open_panel(1, "Resident memory of all that wait (MB)", 96, 150, 900, 380)
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
        if (!(k in slope)) continue
        least = i > 2 ? 0 : 0.01
        place(1 + i, rank, maximum(1, stack[j]), maximum(least, slope[k]), maximum(least, slope_low[k]), \
          maximum(least, slope_high[k]))
      }
  }
  rule(1, 1.25e6, 2586, 1.65e6, 2586, "Go 2,586 MB", "beside")
  rule(1, 1.25e6, 1095, 1.65e6, 1095, "Java 1,095", "beside")
  rule(1, 1.25e6, 439, 1.65e6, 439, "tokio 439", "beside")
  rule(1, 1.25e6, 218, 1.65e6, 218, "C# 218", "beside")
}

function arena_text(   rank, text, k) {
  for (rank = 1; rank <= strategy_count; rank++) {
    k = "arena" SUBSEP "rss" SUBSEP rank
    if (k in samples) text = text (text == "" ? "" : ", ") strategy_name[rank] " " sprintf("%.2f", median(k) / 1024)
  }
  return text == "" ? "" : "With one malloc arena, KiB of RSS a unit: " text ". "
}

function limit_text() {
  return asked ? "Of " thousands(asked) " threads asked for " thousands(began) " began." : ""
}
