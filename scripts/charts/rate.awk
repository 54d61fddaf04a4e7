# rate: response, service and lag of pages that arrive at random, against how many do.

BEGIN {
  split("response service lag", metrics, " ")
  split("p50 p99", stats, " ")
  read()
  if (!any) nothing_to_draw("measurements.csv has no response of rate")
  write()
  assign_text("title", "Rate: pages asked for at random, and nobody waits for anybody")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer3", "Response = lag + service: from when a page (of " delay * 1e3 " ms) was due to when it was done; lag: how late it began. Points: median of the blocks;")
  assign_text("footer", "whiskers: lowest and highest. Broad grey: predicted, the queue M/D/1 at each strategy’s own capacity. ↑: at least, could not keep up.")
  assign_text("footer2", rates() (saturated ? "; " plural(saturated, "trial") " could not keep up" : ""))
  write_grid("offered load, % of what the slowest strategy can do", 140)
}

function read(   metric, share, k) {
  while (next_value("rate")) {
    metric = csv("metric")
    if (metric == "saturated") saturated += csv("value")
    if (metric !~ /^(response|service|lag|response_predicted|saturated)$/) continue
    if (metric != "saturated" && csv("stat") !~ /^p(50|99)$/) continue
    share = csv("trial_id")
    if (!sub(/^rate_load-/, "", share)) continue
    share += 0
    shares[share] = 1
    rate[share] = csv("offered_rps")
    if (metric == "saturated") {
      add("saturated" SUBSEP strategy(csv("strategy")) SUBSEP share, csv("value"))
      continue
    }
    k = metric SUBSEP csv("stat") SUBSEP strategy(csv("strategy")) SUBSEP share
    # Nobody serves a page in less than its delay.
    delay = csv("server_delay_us") / 1e6
    add(k, csv("value") - (metric == "lag" ? 0 : delay))
    any = any || metric == "response"
  }
}

# What the shares are in pages a second.
function rates(   i, text) {
  for (i = 1; i in share_list; i++) text = text (i > 1 ? ", " : "") share_list[i] " %: " thousands(int(rate[share_list[i]]))
  return "Pages a second: " text
}

# Whether half of the trials could not keep up.
function is_saturated(rank, share,   k) {
  k = "saturated" SUBSEP rank SUBSEP share
  return k in samples && median(k) >= 0.5
}

function write(   count, row, column, p, top, rank, i, k, heights, names) {
  count = ascending(shares, share_list)
  split("Response beyond the delay|Service beyond the delay|Lag", names, "|")
  split("250 190 190", heights, " ")
  top = 150
  declare("x_tics", count)
  declare("x_tic_names", count)
  for (i = 1; i <= count; i++) {
    assign("x_tics[" i "]", share_list[i])
    assign_text("x_tic_names[" i "]", share_list[i])
  }
  for (row = 1; row <= 3; row++) {
    for (column = 1; column <= 2; column++) {
      p = (row - 1) * 2 + column
      open_panel(p, names[row] ", " (column == 1 ? "median" : "99th percentile") " (ms)", 96 + (column - 1) * 520, top, 440, \
        heights[row])
      for (rank = 1; rank <= strategy_count; rank++) {
        series_name[rank] = strategy_name[rank]
        for (i = 1; i <= count; i++) {
          k = stats[column] SUBSEP rank SUBSEP share_list[i]
          # What comes faster than it is done waits the longer the longer it is watched.
          mark(p, rank, share_list[i], metrics[row] SUBSEP k, 1e3, 0.001, row != 2 && is_saturated(rank, share_list[i]) ? 0 : "")
          if (row == 1 && ("response_predicted" SUBSEP k) in samples)
            predict(p, share_list[i], maximum(0.001, median("response_predicted" SUBSEP k) * 1e3))
        }
        end_of_curve()
      }
    }
    top += heights[row] + 66
  }
}
