# blocked-pool: how long blocking units take, how many threads they get, who else is late, and what cannot end at all.
#
# makespan.tsv   strategy, N ÷ W, median, lowest, highest; in milliseconds
# expected.tsv   N ÷ W, milliseconds; a blank line after each strategy's curve
# threads.tsv    strategy, seconds, threads
# late.tsv       row, place (1 task, 2 block, 3 thread), median, lowest, highest of the longest; in milliseconds
# predicted.tsv  row, milliseconds
# deadlock.tsv   row, seconds, lowest, highest, text, 1 if it was ended

BEGIN {
  place_of["late_task"] = 1
  place_of["late_dispatch"] = 2
  place_of["late_thread"] = 3
  read()
  if (!headline) nothing_to_draw("measurements.csv has no runtime of blocked-pool")
  write_makespans()
  write_threads()
  write_late()
  write_deadlocks()
  write_layout()
}

function read(   load, metric, rank, part, share) {
  while (next_value("blocked-pool")) {
    metric = csv("metric")
    load = csv("trial_id")
    rank = strategy(csv("strategy"))
    if (load ~ /_deadlock_/) {
      if (metric == "runtime" || metric == "runtime_predicted")
        add("deadlock" metric SUBSEP rank, seconds(csv("value"), csv("unit")))
      if (metric == "deadlocked") add("deadlocked" SUBSEP rank, csv("value"))
      continue
    }
    if (!match(load, /_(half|[0-9]+)w-d[0-9]+ms_/)) continue
    split(substr(load, RSTART + 1, RLENGTH - 2), part, "w-d")
    share = part[1] == "half" ? 0.5 : part[1] + 0
    if (part[2] == "50ms") {
      if (metric == "runtime" || metric == "runtime_predicted") {
        shares[share] = 1
        add(metric SUBSEP rank SUBSEP share, seconds(csv("value"), csv("unit")) * 1e3)
      }
      if (share != 16) continue
      headline = 1
      if (metric in place_of && csv("stat") == "max")
        add("late" SUBSEP rank SUBSEP place_of[metric], seconds(csv("value"), csv("unit")) * 1e3)
      if (metric == "late_task_predicted") add("late_predicted" SUBSEP rank, seconds(csv("value"), csv("unit")) * 1e3)
    } else if (metric == "threads_then") {
      longest_share = maximum(longest_share, share)
      add("threads" SUBSEP share SUBSEP rank SUBSEP time_of(csv("stat")), csv("value"))
      times[time_of(csv("stat"))] = 1
    }
  }
}

# Seconds, from texts such as 0, 250ms and 1s.
function time_of(text) {
  return text ~ /ms$/ ? text / 1e3 : text + 0
}

function write_makespans(   rank, k, i) {
  printf "" > "makespan.tsv"
  printf "" > "expected.tsv"
  sort_numbers(shares, ordered)
  for (rank = 1; rank <= strategy_count; rank++) {
    for (i = 1; i <= ordered["count"]; i++) {
      k = SUBSEP rank SUBSEP ordered[i]
      if (("runtime_predicted" k) in samples) print ordered[i] "\t" median("runtime_predicted" k) > "expected.tsv"
      if (!(("runtime" k) in samples)) continue
      seen[rank] = 1
      count_blocks(samples["runtime" k])
      slowest = maximum(slowest, high("runtime" k))
      print rank "\t" ordered[i] "\t" median("runtime" k) "\t" low("runtime" k) "\t" high("runtime" k) > "makespan.tsv"
    }
    print "" > "expected.tsv"
  }
}

function sort_numbers(set, sorted,   value, count, j) {
  for (value in set) {
    for (j = count++; j >= 1 && sorted[j] > value + 0; j--) sorted[j + 1] = sorted[j]
    sorted[j + 1] = value + 0
  }
  sorted["count"] = count
}

function write_threads(   rank, i, k) {
  printf "" > "threads.tsv"
  sort_numbers(times, moments)
  for (rank = 1; rank <= strategy_count; rank++) {
    for (i = 1; i <= moments["count"]; i++) {
      k = "threads" SUBSEP longest_share SUBSEP rank SUBSEP moments[i]
      if (!(k in samples)) continue
      latest = maximum(latest, moments[i])
      most_threads = maximum(most_threads, median(k))
      print rank "\t" moments[i] "\t" median(k) > "threads.tsv"
    }
    print "\n" > "threads.tsv"
  }
}

function write_late(   rank, at, k, shown) {
  printf "" > "late.tsv"
  printf "" > "predicted.tsv"
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in seen)) continue
    late_rank[++late_rows] = rank
    for (at = 1; at <= 3; at++) {
      k = "late" SUBSEP rank SUBSEP at
      if (!(k in samples)) continue
      latest_beat = maximum(latest_beat, high(k))
      print late_rows "\t" at "\t" median(k) "\t" low(k) "\t" high(k) > "late.tsv"
    }
    k = "late_predicted" SUBSEP rank
    if (k in samples && median(k) > 0) print late_rows "\t" median(k) > "predicted.tsv"
  }
}

function write_deadlocks(   rank, k, ended) {
  printf "" > "deadlock.tsv"
  for (rank = 1; rank <= strategy_count; rank++) {
    k = "deadlockruntime" SUBSEP rank
    if (!(k in samples)) continue
    dead_rank[++dead_rows] = rank
    ended = median("deadlocked" SUBSEP rank) > 0
    print dead_rows "\t" median(k) "\t" low(k) "\t" high(k) "\t" \
      (ended ? "never; ended after 2 s" : duration_text(median(k))) "\t" ended > "deadlock.tsv"
  }
}

function write_layout(   row) {
  assign("width", 1120)
  assign("height", 900)
  assign("slowest", slowest)
  assign("latest", latest ? latest : 1)
  assign("most_threads", most_threads ? most_threads : 1)
  assign("latest_beat", latest_beat ? latest_beat : 1)
  assign("strategies", strategy_count)
  write_slots(seen, strategy_count)
  assign("late_rows", late_rows)
  assign("dead_rows", dead_rows + 0)
  declare("late_name", late_rows)
  declare("late_rank", late_rows)
  declare("dead_name", dead_rows + 1)
  for (row = 1; row <= late_rows; row++) {
    assign_text("late_name[" row "]", strategy_name[late_rank[row]])
    assign("late_rank[" row "]", late_rank[row])
  }
  for (row = 1; row <= dead_rows; row++) assign_text("dead_name[" row "]", strategy_name[dead_rank[row]])
  assign_text("threads_title", longest_share * 1 " W units of 500 ms: threads of the process")
  assign_text("title", "Blocked pool: N units block their threads, on a machine whose pools are W wide")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "Points: median of the blocks; whiskers: lowest and highest. Grey: predicted. Beats are due every 5 ms; " \
    "shown: the latest of a trial.")
  assign_text("footer2", "task-group suspends instead of blocking. callbacks and event-loop take no part: whoever blocks " \
    "the loop's only thread stops the loop.")
}
