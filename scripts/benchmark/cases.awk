# Reads benchmark.csv, for the summary and the chart. Needs csv.awk and figures.awk.
#
# After read_cases():
#   server_name[1…servers], client_name[1…clients_known], count_of[1…counts] (connections, ascending), rounds
#   cpu(server, client, count) and rate(…)   keys of the samples, for median(), low(), high() and samples[]
#   note[server, client, count]              why a case has no numbers, or a remark on them
#   used_least[…], used_most[…]              connections in use, of a narrow case: one that left some of them unused

BEGIN {
  servers = split("nginx page-server", server_name, " ")
  clients_known = split("event-loop task-group callbacks thread-pool dispatch floor wrk h2load curl", client_name, " ")
}

function cpu(server, client, count) { return "cpu" SUBSEP server SUBSEP client SUBSEP count }
function rate(server, client, count) { return "rate" SUBSEP server SUBSEP client SUBSEP count }

function read_cases(   file, at, reason) {
  file = ENVIRON["CSV"]
  while (csv_next(file)) {
    at = csv("server") SUBSEP csv("client") SUBSEP csv("connections")
    rounds = maximum(rounds, csv("round") + 0)
    learn_count(csv("connections") + 0)
    # Prefer the first reason that is not only a lack of time.
    reason = csv("reason")
    gsub(/[[:cntrl:]]/, " ", reason)
    if (reason != "" && (!(at in note) || note[at] ~ /^no time/)) note[at] = reason
    if (csv("status") == "narrow") learn_use(at, reason)
    if (csv("cpu_us_per_page") == "") continue
    add("cpu" SUBSEP at, csv("cpu_us_per_page"))
    add("rate" SUBSEP at, csv("pages_per_second"))
    in_round["cpu" SUBSEP at, csv("round") + 0] = csv("cpu_us_per_page")
    in_round["rate" SUBSEP at, csv("round") + 0] = csv("pages_per_second")
  }
}

# Keeps count_of sorted.
function learn_count(count,   i) {
  if (count in known_counts) return
  known_counts[count] = 1
  for (i = counts++; i >= 1 && count_of[i] > count; i--) count_of[i + 1] = count_of[i]
  count_of[i + 1] = count
}

# `only 3 of 64 connections in use`, in one round perhaps 4.
function learn_use(at, reason,   used) {
  if (!match(reason, /[0-9]+/)) return
  used = substr(reason, RSTART, RLENGTH) + 0
  if (!(at in used_least) || used < used_least[at]) used_least[at] = used
  used_most[at] = maximum(used_most[at], used)
}

# The median of a ÷ b over the rounds that have both; empty if there is none.
function ratio(a, b,   round, key) {
  key = "ratio" SUBSEP a SUBSEP b
  if (!(key in samples)) {
    for (round = 1; round <= rounds; round++)
      if ((a, round) in in_round && in_round[b, round] > 0) add(key, in_round[a, round] / in_round[b, round])
  }
  return samples[key] ? median(key) : ""
}

# A client's name for readers.
function called(client) { return client == "curl" ? "curl -Z" : client == "floor" ? "libcurl in C" : client }

function grouped(number,   text) {
  text = sprintf("%.0f", number)
  while (match(text, /[0-9][0-9][0-9][0-9]($|,)/)) text = substr(text, 1, RSTART) "," substr(text, RSTART + 1)
  return text
}
