# What five-pages.gp draws of raw rows: the requests of each strategy's trial of median runtime, of an even number the
# one below the median. With csv.awk; reads measurements.csv and requests.csv, writes CSV whose fields need no quotes.

BEGIN {
  while (csv_next("measurements.csv")) {
    if (csv("experiment") != "five-pages" || csv("metric") != "runtime" || csv("status") != "ok") continue
    if (csv("role") == "control" || csv("value") == "") continue
    count = ++trials[csv("strategy")]
    runtime[csv("strategy"), count] = csv("value")
    trial[csv("strategy"), count] = csv("trial_id")
  }
  for (name in trials) chosen[median_trial(name)] = 1
  print "strategy,page,start_ms,done_ms,thread,name"
  while (csv_next("requests.csv")) {
    if (!(csv("trial_id") in chosen)) continue
    name = csv("strategy")
    # t1, t2, … from the first page on.
    if (!((name, csv("thread")) in number)) number[name, csv("thread")] = ++threads[name]
    printf "%s,%d,%.3f,%.3f,%d,%s\n", plain(name), csv("unit") + 1, csv("start_ns") / 1e6, csv("done_ns") / 1e6, \
      number[name, csv("thread")], plain(csv("name"))
    any = 1
  }
  if (!any) {
    print "requests.csv has no request of five-pages" > "/dev/stderr"
    exit 3
  }
}

function median_trial(name,   i, j, before) {
  for (i = 1; i <= trials[name]; i++) {
    before = 0
    for (j = 1; j <= trials[name]; j++)
      before += runtime[name, j] + 0 < runtime[name, i] + 0 || (runtime[name, j] == runtime[name, i] && j < i)
    if (before == int((trials[name] + 1) / 2) - 1) return trial[name, i]
  }
}

# At most 24 bytes, no half of a UTF-8 character, and nothing that a reader of plain CSV would take amiss.
function plain(text) {
  gsub(/[[:cntrl:]",\\]/, " ", text)
  if (length(text) <= 24) return text
  text = substr(text, 1, 23)
  sub(/[\300-\377][\200-\277]*$/, "", text)
  return text "…"
}
