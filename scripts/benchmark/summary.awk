# The summary in Markdown: one table per server, then the ratios beside their bounds.

BEGIN {
  read_cases()
  for (i = 1; i <= servers; i++) table_of(server_name[i])
  print "CPU time is user and system time of the client. Numbers are medians of " plural(rounds, "round") \
    ", with the lowest and highest in brackets;"
  print "a ratio is the median of the rounds' ratios. Each server has one thread. Start-up and connecting are excluded:"
  print "each number is the difference between a long and a short run.\n"
  ratios()
}

function table_of(server,   i, j) {
  print "## " server "\n"
  row("connections", "client", "CPU per page (µs)", "pages per second", "CPU ÷ wrk’s", "remarks")
  row("---:", ":---", "---:", "---:", "---:", ":---")
  for (i = 1; i <= counts; i++)
    for (j = 1; j <= clients_known; j++) line_of(server, client_name[j], count_of[i])
  print ""
}

function line_of(server, client, count,   key, numbers, rates, relative) {
  key = cpu(server, client, count)
  relative = ratio(key, cpu(server, "wrk", count))
  if (samples[key]) {
    numbers = sprintf("%.1f (%.1f–%.1f)", median(key), low(key), high(key))
    rates = grouped(median(rate(server, client, count)))
    if (relative != "") relative = sprintf("%.2f", relative)
  } else numbers = rates = relative = "–"
  row(grouped(count), called(client), numbers, rates, relative, note[server, client, count])
}

# A row whose columns are aligned in a terminal too.
function row(count, client, numbers, rates, relative, remark) {
  if (remark ~ /\|/) gsub(/\|/, "/", remark)
  print "| " right(count, 11) " | " left(client, 12) " | " right(numbers, 21) " | " right(rates, 16) " | " \
    right(relative, 11) " | " remark " |"
}

function ratios(   i, j, count, server) {
  print "## Bounds\n"
  bound_row("ratio", "server", "connections", "value", "bound", "holds")
  bound_row(":---", ":---", "---:", "---:", "---:", ":---")
  held("CPU, event-loop ÷ wrk", "nginx", 64, ratio(cpu("nginx", "event-loop", 64), cpu("nginx", "wrk", 64)), "≤", 2.5)
  held("CPU, event-loop ÷ wrk", "nginx", 4096,
    ratio(cpu("nginx", "event-loop", 4096), cpu("nginx", "wrk", 4096)), "≤", 1.9)
  for (j = 1; j <= counts; j++) {
    count = count_of[j]
    if (count < 64) continue
    held("CPU, libcurl in C ÷ wrk", "nginx", count,
      ratio(cpu("nginx", "floor", count), cpu("nginx", "wrk", count)), "", "")
    held("CPU, event-loop ÷ libcurl in C", "nginx", count,
      ratio(cpu("nginx", "event-loop", count), cpu("nginx", "floor", count)), "", "")
  }
  for (i = 1; i <= servers; i++) {
    server = server_name[i]
    for (j = 1; j <= counts; j++) {
      count = count_of[j]
      if (count < 64) continue
      held("CPU, task-group ÷ event-loop", server, count,
        ratio(cpu(server, "task-group", count), cpu(server, "event-loop", count)), "≤", 1.3)
    }
    for (j = 1; j <= counts; j++) {
      count = count_of[j]
      if (count < 64) continue
      held("CPU, event-loop ÷ callbacks", server, count,
        ratio(cpu(server, "event-loop", count), cpu(server, "callbacks", count)), "", "")
    }
    held("CPU, event-loop, 8,192 ÷ 64 connections", server, 8192,
      ratio(cpu(server, "event-loop", 8192), cpu(server, "event-loop", 64)), "≤", 2.2)
  }
  for (count = 64; count <= 512; count *= 8)
    held("requests per second, page-server ÷ nginx, by wrk", "both", count,
      ratio(rate("page-server", "wrk", count), rate("nginx", "wrk", count)), "≥", 0.65)
  for (count = 64; count <= 512; count *= 8)
    held("page-server by wrk ÷ its fastest strategy", "page-server", count,
      ratio(rate("page-server", "wrk", count), rate("page-server", fastest(count), count)), "≥", 1.5)
}

# The strategy with the highest median rate from page-server.
function fastest(count,   i, key, best, client) {
  for (i = 1; i <= 5; i++) {
    key = rate("page-server", client_name[i], count)
    if (!samples[key] || median(key) <= best) continue
    best = median(key)
    client = client_name[i]
  }
  return client
}

# A row with a ratio and its bound; none if the ratio was not measured.
function held(what, server, count, is, sign, bound,   verdict) {
  if (is == "") return
  if (sign == "≤") verdict = is <= bound ? "yes" : "no"
  if (sign == "≥") verdict = is >= bound ? "yes" : "no"
  bound_row(what, server, grouped(count), sprintf("%.2f", is), sign == "" ? "–" : sign " " bound,
    verdict == "" ? "–" : verdict)
}

function bound_row(what, server, count, is, bound, verdict) {
  print "| " left(what, 48) " | " left(server, 11) " | " right(count, 11) " | " right(is, 5) " | " right(bound, 7) \
    " | " left(verdict, 5) " |"
}

# Columns on a screen: a character of several bytes takes one.
function columns(text) {
  gsub(/[\200-\277]/, "", text)
  return length(text)
}

function spaces(number) { return sprintf("%" (number > 0 ? number : 0) "s", "") }
function left(text, width) { return text spaces(width - columns(text)) }
function right(text, width) { return spaces(width - columns(text)) text }
