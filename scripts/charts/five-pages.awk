# The five-pages waterfall: for each strategy the requests of its trial of median runtime.

BEGIN {
  read_runtimes()
  if (!panels_possible) nothing_to_draw("measurements.csv has no runtime of five-pages")
  choose_trials()
  read_requests()
  if (!pages) nothing_to_draw("requests.csv has no request of five-pages")
  number_threads()
  write_layout()
}

function read_runtimes(   rank, key) {
  while (next_value("five-pages")) {
    rank = strategy(csv("strategy"))
    if (csv("metric") == "runtime") {
      panels_possible = 1
      add(rank, seconds(csv("value"), csv("unit")))
      trial_of[rank, samples[rank]] = csv("trial_id")
      runtime_of[csv("trial_id")] = seconds(csv("value"), csv("unit"))
    }
    if (csv("metric") == "runtime_predicted") add("predicted" SUBSEP rank, seconds(csv("value"), csv("unit")))
  }
}

function choose_trials(   rank, i) {
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!samples[rank]) continue
    count_blocks(samples[rank])
    for (i = 1; runtime_of[trial_of[rank, i]] != lower_median(rank); i++) continue
    chosen[trial_of[rank, i]] = rank
  }
}

# Requests by strategy and page: times in milliseconds since the barrier, as is the runtime.
function read_requests(   rank, page) {
  while (csv_next(run_file("requests"))) {
    if (!(csv("trial_id") in chosen)) continue
    rank = chosen[csv("trial_id")]
    page = csv("unit") + 1
    pages = maximum(pages, page)
    page_name[page] = csv("name")
    start[rank, page] = csv("start_ns") / 1e6
    done[rank, page] = csv("done_ns") / 1e6
    thread[rank, page] = csv("thread")
    drawn[rank] = 1
  }
}

# t1, t2, … from the top row down.
function number_threads(   rank, page) {
  for (rank = 1; rank <= strategy_count; rank++)
    for (page = 1; page <= pages; page++)
      if ((rank, page) in start && !((rank, thread[rank, page]) in thread_number))
        thread_number[rank, thread[rank, page]] = ++threads[rank]
}

function write_layout(   rank, page, panels, rows, longest) {
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in drawn)) continue
    panels++
    latest = maximum(latest, predicted(rank))
    for (page = 1; page <= pages; page++) if ((rank, page) in done) latest = maximum(latest, done[rank, page])
  }
  rows = ceiling(panels / 2)
  assign("panels", panels)
  assign("panel_rows", rows)
  assign("pages", pages)
  assign("latest", latest)
  assign("width", 1120)
  assign("height", 158 + rows * (pages * 22 + 48))
  declare("page_name", pages)
  for (page = 1; page <= pages; page++) {
    assign_text("page_name[" page "]", shortened(page_name[page], 24))
    longest = maximum(longest, minimum(length(page_name[page]), 24))
  }
  assign("names_width", 30 + 8.7 * longest)
  assign_text("title", "Five pages, fetched by each strategy: who waits for whom")
  assign_text("subtitle", machine() "; " blocks_text())
  assign_text("footer", "A bar is a page, from its start to its last byte; colour and t1, t2, … are the thread " \
    "that carried its transfer. Dashed: predicted runtime.")
  assign_text("footer2", "Drawn is each strategy's trial of median runtime; beside its name that runtime and how many " \
    "threads ran pages.")
  write_panels(panels)
}

function write_panels(panels,   rank, page, panel) {
  declare("panel_title", panels)
  declare("predicted", panels)
  declare("predicted_row", panels)
  for (rank = 1; rank <= strategy_count; rank++) {
    if (!(rank in drawn)) continue
    panel++
    assign_text("panel_title[" panel "]", strategy_name[rank] "  " \
      sprintf("%.0f ms", lower_median(rank) * 1e3) ", " plural(threads[rank], "thread"))
    assign("predicted[" panel "]", predicted(rank))
    assign("predicted_row[" panel "]", free_row(rank, predicted(rank)))
    for (page = 1; page <= pages; page++)
      if ((rank, page) in done)
        print panel "\t" page "\t" start[rank, page] "\t" done[rank, page] "\t" \
          thread_number[rank, thread[rank, page]] > "bars.tsv"
  }
}

# In milliseconds; -1 if nothing was predicted.
function predicted(rank,   key) {
  key = "predicted" SUBSEP rank
  return key in samples ? median(key) * 1e3 : -1
}

# A runtime that a trial had: of an even number of trials the one below the median.
function lower_median(rank) {
  sort(rank)
  return sample[rank, int((samples[rank] + 1) / 2)]
}

# The first row whose bar leaves room for the words at the predicted runtime, on the side where they will stand.
function free_row(rank, expected,   page, from, to) {
  if (expected < latest * 0.6) { from = expected; to = expected + latest * 0.36 }
  else { from = expected - latest * 0.36; to = expected }
  for (page = 1; page <= pages; page++)
    if (done[rank, page] + latest * 0.05 < from || start[rank, page] > to) return page
  return 1
}
