# CPU per page against connections: one panel per server, one line per client.
#
# points.tsv  panel, client, connections, median, lowest, highest
# labels.tsv  panel, client, end of the line (x, y), position of its name (x, y), -1 if that is left of the end, name

BEGIN {
  read_cases()
  size_panels()
  for (panel = 1; panel <= panels; panel++) write_panel(panel)
  write_layout()
}

function size_panels(   i, j, k, key) {
  for (i = 1; i <= servers; i++) {
    for (j = 1; j <= clients_known; j++)
      for (k = 1; k <= counts; k++) {
        key = cpu(server_name[i], client_name[j], count_of[k])
        if (!samples[key]) continue
        if (server_of[panels] != server_name[i]) server_of[++panels] = server_name[i]
        if (!lowest || low(key) < lowest) lowest = low(key)
        highest = maximum(highest, high(key))
      }
  }
  if (!panels) nothing_to_draw("no case of " ENVIRON["CSV"] " has numbers")
  lowest *= 0.85
  highest *= 1.15
  panel_left = 72
  panel_width = 1120 - panel_left - 24
  panel_height = 400
  panel_gap = 72
  first_count = count_of[1] / 1.25
  last_count = count_of[counts]
  if (last_count == count_of[1]) last_count *= 10
  # Room for the names, to the right of the last point.
  decade = (panel_width - 190) / log10(last_count / first_count)
}

function from_left(count) { return decade * log10(count / first_count) }
function from_top(value) { return panel_height * log10(highest / value) / log10(highest / lowest) }
function to_count(pixels) { return first_count * 10 ^ (pixels / decade) }
function to_value(pixels) { return highest * (lowest / highest) ^ (pixels / panel_height) }

function write_panel(panel,   j, k, key) {
  for (j = 1; j <= clients_known; j++) {
    line_points[j] = 0
    line_name[j] = called(client_name[j]) in_use(server_of[panel], client_name[j])
    for (k = 1; k <= counts; k++) {
      key = cpu(server_of[panel], client_name[j], count_of[k])
      if (!samples[key]) continue
      print panel "\t" j "\t" count_of[k] "\t" median(key) "\t" low(key) "\t" high(key) > "points.tsv"
      line_points[j]++
      line_x[j, line_points[j]] = from_left(count_of[k])
      line_y[j, line_points[j]] = from_top(median(key))
    }
  }
  place_labels(clients_known, from_left(last_count), panel_height)
  for (j = 1; j <= clients_known; j++) {
    if (!line_points[j]) continue
    print panel "\t" j "\t" to_count(end_x(j)) "\t" to_value(end_y(j)) "\t" to_count(label_x[j]) "\t" \
      to_value(label_y[j]) "\t" label_side[j] "\t" line_name[j] > "labels.tsv"
  }
}

# For the name of a client that cannot use all connections: the fewest and the most that it used.
function in_use(server, client,   k, at, used, fewest, most) {
  for (k = 1; k <= counts; k++) {
    at = server SUBSEP client SUBSEP count_of[k]
    if (!(at in used_least)) continue
    if (!fewest || used_least[at] < fewest) fewest = used_least[at]
    most = maximum(most, used_most[at])
  }
  if (!fewest) return ""
  return " (" (fewest == most ? "" : grouped(fewest) "–") grouped(most) " in use)"
}

function write_layout(   panel, k) {
  assign("width", 1120)
  assign("height", 116 + panels * (panel_height + panel_gap) + 64)
  assign("panel_gap", panel_gap)
  assign("counts", counts)
  print "array count_of[" counts "]" > "layout.gp"
  # If two tics would overlap, keep the first.
  for (k = 1; k <= counts; k++) {
    if (k > 1 && from_left(count_of[k]) - last_tic < 54) count_of[k] = 0
    else last_tic = from_left(count_of[k])
    assign("count_of[" k "]", count_of[k])
  }
  assign("panels", panels)
  assign("panel_left", panel_left)
  assign("panel_width", panel_width)
  assign("panel_height", panel_height)
  assign("clients", clients_known)
  assign("first_count", first_count)
  assign("last_count", last_count)
  assign("right_edge", to_count(panel_width))
  assign("lowest", lowest)
  assign("highest", highest)
  print "array panel_name[" panels "]" > "layout.gp"
  for (panel = 1; panel <= panels; panel++) {
    assign_text("panel_name[" panel "]", "from " server_of[panel] ", one thread (CPU per page in µs)")
  }
  assign_text("title", "CPU per page of each client, from one connection to many")
  assign_text("subtitle", "Pages of 1 KiB over kept-alive connections, without delay. " ENVIRON["MACHINE"])
  assign_text("footer", "Points: median of " plural(rounds, "round") \
    "; whiskers: lowest and highest. User and system time of the client’s process.")
  assign_text("footer2", "Dashed: clients that are not part of this suite. " \
    "Start-up and connecting are excluded (long run minus short run).")
}
