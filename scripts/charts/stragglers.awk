# stragglers: how many of the fast pages are done by when, for three limits; and how that hangs on the share of slow ones.
#
# points.tsv       panel, strategy, share done (%), median, lowest, highest; in milliseconds
# predictions.tsv  panel, strategy, share done, milliseconds; a blank line after each curve
# shares.tsv       stat (50 or 90), strategy, share of slow pages (%), median, lowest, highest; in milliseconds
# expected.tsv     stat, share of slow pages, milliseconds

BEGIN {
  read()
  if (!limits) nothing_to_draw("measurements.csv has no time of a fast page of stragglers")
  sort_numbers(limit_seen, limit)
  sort_numbers(slow_seen, slow)
  write_curves()
  write_shares()
  write_layout()
}

# trial_id has the load's name in it, such as slow5-c16: slow pages in a hundred, and the limit.
function read(   load, metric, rank) {
  while (next_value("stragglers")) {
    metric = csv("metric")
    if (metric != "fast_done" && metric != "fast_done_predicted") continue
    load = csv("trial_id")
    if (!match(load, /_slow[0-9]+-c[0-9]+_/)) continue
    load = substr(load, RSTART + 5, RLENGTH - 6)
    split(load, part, "-c")
    rank = strategy(csv("strategy"))
    if (!(part[2] in limit_seen)) limits++
    limit_seen[part[2]] = 1
    if (part[2] == 16) slow_seen[part[1]] = 1
    units = csv("units")
    add(metric SUBSEP part[1] SUBSEP part[2] SUBSEP rank SUBSEP substr(csv("stat"), 2), \
      seconds(csv("value"), csv("unit")) * 1e3)
  }
}

# The indices of `seen`, ascending, into sorted[1…]; their number into sorted["count"].
function sort_numbers(seen, sorted,   value, count, j) {
  for (value in seen) {
    for (j = count++; j >= 1 && sorted[j] > value + 0; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = value + 0
  }
  sorted["count"] = count
}

function write_curves(   panel, rank, share, k) {
  printf "" > "points.tsv"
  printf "" > "predictions.tsv"
  for (panel = 1; panel <= limit["count"]; panel++)
    for (rank = 1; rank <= strategy_count; rank++) {
      for (share = 10; share <= 100; share += 10) {
        k = "fast_done" SUBSEP 5 SUBSEP limit[panel] SUBSEP rank SUBSEP share
        if (k in samples) {
          seen[rank] = 1
          count_blocks(samples[k])
          latest = maximum(latest, high(k))
          if (!earliest || low(k) < earliest) earliest = low(k)
          print panel "\t" rank "\t" share "\t" median(k) "\t" low(k) "\t" high(k) > "points.tsv"
        }
        k = "fast_done_predicted" SUBSEP 5 SUBSEP limit[panel] SUBSEP rank SUBSEP share
        if (k in samples) {
          if (median(k) < earliest) earliest = median(k)
          latest = maximum(latest, median(k))
          print panel "\t" rank "\t" share "\t" median(k) > "predictions.tsv"
        }
      }
      print "" > "predictions.tsv"
    }
}

# The prediction is the first strategy's: those of a limit differ by the work for a page alone.
function write_shares(   i, stat, rank, k, is_drawn) {
  printf "" > "shares.tsv"
  printf "" > "expected.tsv"
  for (stat = 50; stat <= 90; stat += 40) {
    for (i = 1; i <= slow["count"]; i++) {
      is_drawn = 0
      for (rank = 1; rank <= strategy_count; rank++) {
        k = SUBSEP slow[i] SUBSEP 16 SUBSEP rank SUBSEP stat
        if (("fast_done" k) in samples) {
          seen[rank] = 1
          has_shares[rank] = 1
          highest_share = maximum(highest_share, high("fast_done" k))
          print stat "\t" rank "\t" slow[i] "\t" median("fast_done" k) "\t" low("fast_done" k) "\t" \
            high("fast_done" k) > "shares.tsv"
        }
        if (is_drawn || !(("fast_done_predicted" k) in samples)) continue
        is_drawn = 1
        print stat "\t" slow[i] "\t" median("fast_done_predicted" k) > "expected.tsv"
      }
    }
    print "" > "expected.tsv"
  }
}

function write_layout(   panel, rank, key) {
  assign("panels", limit["count"])
  assign("width", 1120)
  assign("height", 860)
  assign("earliest", earliest ? earliest : 1)
  assign("latest", latest ? latest : 10)
  assign("highest_share", highest_share ? highest_share : 1)
  assign("strategies", strategy_count)
  declare("panel_name", limit["count"])
  for (panel = 1; panel <= limit["count"]; panel++)
    assign_text("panel_name[" panel "]", limit[panel] >= units + 0 ? "no limit: all " units " at once" \
      : "at most " limit[panel] " at once")
  for (rank = 1; rank <= strategy_count; rank++) if (rank in seen) key_count++
  write_slots(has_shares, strategy_count)
  declare("key_rank", key_count)
  declare("key_name", key_count)
  for (rank = 1; rank <= strategy_count; rank++)
    if (rank in seen) {
      assign("key_rank[" ++key "]", rank)
      assign_text("key_name[" key "]", strategy_name[rank])
    }
  assign("keys", key_count)
  assign_text("title", "Stragglers: one page in twenty is slow; when are the fast ones done?")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", units " pages, fast ones of 5 ms and slow ones of 200 ms. Points: median of the blocks; whiskers: " \
    "lowest and highest. Grey: predicted.")
  assign_text("footer2", "Time counts from the barrier: a page that is not yet asked for, because the limit is " \
    "used up, waits like the others.")
}
