# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# What a case costs: a short run and a long one of the same client, and the difference between them. To be sourced.

job=

# measure INPUT COMMAND…: runs it to its end, its standard input from a file. Leaves its exit code in $status, its
# wall and CPU time in milliseconds in $wall and $cpu, and what it wrote in $work/out and $work/err.
#
# The kernel counts the CPU time of a process to the nanosecond; bash prints it, user and system, to the millisecond.
measure() {
  local input=$1 user system
  shift
  {
    TIMEFORMAT='%3R %3U %3S'
    time "$@" <"$input" >"$work/out" 2>"$work/err"
  } 2>"$work/time" &
  job=$!
  status=0
  wait "$job" || status=$?
  job=
  read -r wall user system < <(tail -n 1 "$work/time") || fail "no times from ${*@Q}"
  wall=$((10#${wall/./}))
  cpu=$((10#${user/./} + 10#${system/./}))
}

stop_measuring() {
  [[ -n $job ]] || return 0
  kill -KILL -- "-$job" 2>/dev/null || true
  wait "$job" 2>/dev/null || true
  job=
}

# measure_case ROUND SERVER CLIENT CONNECTIONS: a line of the CSV file.
measure_case() {
  local round=$1 server=$2 client=$3 count=$4
  local short long short_wall short_cpu short_pages reason
  if reason=$(why_unable "$client" "$count"); then
    record "$round" "$server" "$client" "$count" unable "$reason"
    return
  fi
  # The short run has every connection open, and used once more, before it ends.
  short=$((2 * count + pages / 10))
  long=$((short + pages))
  if ! run_client "$server" "$client" "$count" "$short"; then
    record "$round" "$server" "$client" "$count" failed "$problem"
    return
  fi
  short_wall=$wall short_cpu=$cpu short_pages=$fetched
  if ! run_client "$server" "$client" "$count" "$long"; then
    record "$round" "$server" "$client" "$count" failed "$problem"
    return
  fi
  if ((wall <= short_wall || cpu < short_cpu || fetched <= short_pages)); then
    record "$round" "$server" "$client" "$count" failed "the long run was not longer than the short one"
    return
  fi
  if ((opened < count)); then
    status=narrow reason="only $opened of $count connections in use"
  else
    status=ok reason=
  fi
  record "$round" "$server" "$client" "$count" "$status" "$reason" \
    $((fetched - short_pages)) $((cpu - short_cpu)) $((wall - short_wall))
}

# run_client SERVER CLIENT CONNECTIONS PAGES: one run. Leaves in $fetched how many pages came and in $opened how many
# connections the server saw, or fails with the reason in $problem.
run_client() {
  local server=$1 client=$2 count=$3 asked=$4 opened_before requests_before
  problem=
  read_counters "$server" || return
  opened_before=$server_opened requests_before=$server_requests
  case $client in
    floor | wrk | h2load | curl) "run_$client" "${url[$server]}" "$count" "$asked" || return ;;
    *) run_strategy "$client" "${url[$server]}" "$count" "$asked" "${warm_up_url[$server]}" || return ;;
  esac
  await_quiet "$server" || return
  opened=$((server_opened - opened_before))
  # A first connection, closed unused: wrk looks whether there is a server. (page-server does not count it.)
  [[ $client != wrk ]] || ((opened <= count)) || opened=$((opened - 1))
  # The server's own count. What a client had asked for when it was stopped does not matter.
  if ((server_requests - requests_before < fetched)); then
    problem="says $fetched pages, but the server had $((server_requests - requests_before)) requests"
    return 1
  fi
  if ((opened > count)); then
    problem="opened $opened connections, more than $count"
    return 1
  fi
}

# record ROUND SERVER CLIENT CONNECTIONS STATUS REASON [PAGES CPU-MS WALL-MS]
record() {
  local figures=,,
  if (($# > 6)); then
    figures=$(awk -v pages="$7" -v cpu="$8" -v wall="$9" \
      'BEGIN { printf "%d,%.3f,%.0f", pages, cpu * 1e3 / pages, pages * 1e3 / wall }')
  fi
  printf '%s,%s,%s,%s,%s,%s,"%s"\n' "$1" "$2" "$3" "$4" "$figures" "$5" "${6//\"/\"\"}" >>"$work/benchmark.csv"
  say "  $(printf '%-11s %-12s %5s' "$2" "$3" "$4")  $5${6:+: $6}"
}
