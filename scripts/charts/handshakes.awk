# handshakes: TLS handshakes a second, and what each costs, against the number in flight.

BEGIN {
  read()
  if (!any) nothing_to_draw("measurements.csv has no throughput of handshakes")
  subtitle = machine()
  write()
  note(24, 112, too_small(), 1)
  assign_text("title", "Handshakes: a fresh TLS connection for each page")
  assign_text("subtitle", subtitle "; " blocks_text())
  assign_text("footer3", "Points: median of the blocks; whiskers: lowest and highest. Broad grey: predicted, the least of what the client’s cores, the server’s and")
  assign_text("footer", "both together can do; " cost_text() ".")
  assign_text("footer2", "Below 4 cores client and server share them, and one loop’s second core is not idle: the server has it.")
  write_grid("c, handshakes in flight", 140)
}

function read(   metric, k) {
  while (next_value("handshakes")) {
    metric = csv("metric")
    if (metric !~ /^(throughput|cpu_per_unit|runtime_predicted|cores_used)$/) continue
    k = strategy(csv("strategy")) SUBSEP csv("concurrency") + 0
    loads[csv("concurrency") + 0] = 1
    add(metric SUBSEP k, metric == "runtime_predicted" ? csv("units") / csv("value") : csv("value"))
    any = any || metric == "throughput"
  }
}

function write(   rank, i, k, count, names) {
  count = ascending(loads, load)
  open_panel(1, "Handshakes a second", 96, 170, 960, 240, "linear")
  open_panel(2, "CPU a handshake, client only (ms)", 96, 480, 440, 180, "linear")
  open_panel(3, "Cores that the client uses", 616, 480, 440, 180, "linear")
  for (rank = 1; rank <= strategy_count; rank++) {
    series_name[rank] = strategy_name[rank]
    for (i = 1; i <= count; i++) {
      k = rank SUBSEP load[i]
      mark(1, rank, load[i], "throughput" SUBSEP k, 1, 0)
      mark(2, rank, load[i], "cpu_per_unit" SUBSEP k, 1000, 0)
      mark(3, rank, load[i], "cores_used" SUBSEP k, 1, 0)
      if (("runtime_predicted" SUBSEP k) in samples) predict(1, load[i], median("runtime_predicted" SUBSEP k))
    }
    end_of_curve()
  }
  for (i = 1; i <= count; i++) names[i] = load[i] ""
  name_places(count, load, names)
}

# machine() has read the facts.
function cost_text() {
  if (!("handshake_client_s" in fact)) return "the costs of a handshake are guesses: 1 ms of a core for the client, 0.5 for the server"
  return sprintf("a handshake’s cost, measured before the first block: %.2f ms of a core for the client, %.2f for the server", \
    fact["handshake_client_s"] * 1e3, fact["handshake_server_s"] * 1e3)
}
