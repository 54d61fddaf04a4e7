# scale: throughput, and what a page costs, against the number of pages in flight; pages without delay and of 50 ms.

BEGIN {
  scaled = split("throughput cpu_per_unit switches threads_peak rss_peak", metrics, " ")
  read()
  if (!any) nothing_to_draw("measurements.csv has no throughput of scale")
  write()
  assign_text("title", "Scale: more and more pages in flight")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, Little’s bound min(c ÷ (d + s), 1 ÷ s) with")
  assign_text("footer", "s, the work for a page as calibrated: " work_text() ". Threads end at c = 6,400, with 3 descriptors a transfer.")
  assign_text("footer2", "Elsewhere, Java’s virtual threads: alike to 5,000 connections; at 20,000 threads 4,950 requests/s, the others 9,660 and 11,566.")
  write_grid("c, pages in flight", 140)
}

function read(   metric, k) {
  while (next_value("scale")) {
    metric = csv("metric")
    if (metric !~ /^(throughput|cpu_per_unit|threads_peak|rss_peak|runtime_predicted|switches_.*)$/) continue
    k = strategy(csv("strategy")) SUBSEP csv("server_delay_us") + 0 SUBSEP csv("concurrency") + 0
    delays[csv("server_delay_us") + 0] = 1
    loads[csv("concurrency") + 0] = 1
    if (metric ~ /^switches_/) switches[csv("trial_id") SUBSEP k] += csv("value") / csv("units")
    else if (metric == "runtime_predicted") add(metric SUBSEP k, csv("units") / csv("value"))
    else add(metric SUBSEP k, csv("value"))
    any = any || metric == "throughput"
  }
}

# s is what a page without delay was predicted to take: `43 µs (threads), 28 µs (loops)`.
function work_text(   rank, i, k, kind, text, is_said) {
  for (rank = 1; rank <= strategy_count; rank++)
    for (i in loads) {
      k = "runtime_predicted" SUBSEP rank SUBSEP 0 SUBSEP i
      kind = strategy_name[rank] ~ /^thread/ ? "threads" : "loops"
      if (!(k in samples) || kind in is_said) continue
      is_said[kind] = 1
      text = text (text == "" ? "" : ", ") duration_text(1 / median(k)) " (" kind ")"
    }
  return text == "" ? "not known" : text
}

function write(   trial, count, columns, column, rank, i, row, k, p, top, heights, names, scale) {
  for (trial in switches) {
    k = trial
    sub("^[^" SUBSEP "]*" SUBSEP, "", k)
    add("switches" SUBSEP k, switches[trial])
  }
  split("1 1e6 1 1 1e-6", scale, " ")
  split("Pages a second|CPU a page, client only (µs)|Context switches a page|Threads, at most|Resident memory at most (MB)", names, "|")
  split("250 170 150 130 130", heights, " ")
  count = ascending(loads, load)
  columns = ascending(delays, delay)
  for (column = 1; column <= columns; column++) {
    top = 150
    for (row = 1; row <= scaled; row++) {
      p = (column - 1) * scaled + row
      open_panel(p, names[row] (row == 1 ? ": pages " (delay[column] ? "of " duration_text(delay[column] / 1e6) : "without delay") : ""), \
        96 + (column - 1) * (1040 / columns), top, 1040 / columns - 80, heights[row])
      top += heights[row] + 66
      for (rank = 1; rank <= strategy_count; rank++) {
        series_name[rank] = strategy_name[rank]
        for (i = 1; i <= count; i++) {
          k = rank SUBSEP delay[column] SUBSEP load[i]
          mark(p, rank, load[i], metrics[row] SUBSEP k, scale[row], row == 3 ? 0.001 : 0)
          if (row == 1 && ("runtime_predicted" SUBSEP k) in samples) predict(p, load[i], median("runtime_predicted" SUBSEP k))
        }
        end_of_curve()
      }
    }
  }
}
