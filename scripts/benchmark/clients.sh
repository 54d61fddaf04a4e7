# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# How each client fetches pages. To be sourced.
#
# Each run_… URL CONNECTIONS PAGES sets $fetched to the number of pages that came, and the times that `measure` sets. If
# it fails, $problem has the reason.

strategies=(event-loop task-group callbacks thread-pool dispatch)
tools=(floor wrk h2load curl)
clients=("${strategies[@]}" "${tools[@]}")

# Files that a process has open beside its connections: standard streams, epoll, timers, libraries.
files_beside=64

# why_unable CLIENT CONNECTIONS: prints why the client cannot have that many; fails if it can.
why_unable() {
  local client=$1 count=$2 each=1 most
  case $client in
    # A blocking libcurl handle holds its socket and the socket pair that wakes it.
    thread-pool) each=3 ;;
    # Never has more threads than its pool, whatever the limit.
    dispatch) each=0 ;;
    curl)
      if ((count > curl_most)); then
        echo "curl $curl_version has at most $curl_most parallel transfers"
        return
      fi
      ;;
  esac
  most=$((each == 0 ? count : (open_files - files_beside) / each))
  ((count > most)) || return
  echo "does not fit: $each open files per fetch, and ($open_files - $files_beside) / $each = $most"
}

# The most transfers that curl's --parallel-max allows: 300 before 8.16 (curl/curl pull request 18068).
know_curl() {
  curl_version=$(curl --version | sed -n '1s/^curl \([0-9.]*\).*/\1/p')
  curl_most=300
  [[ $(printf '%s\n' 8.16.0 "$curl_version" | sort -V | head -n 1) != 8.16.0 ]] || curl_most=65535
}

# limited INPUT COMMAND…: measures the command and ends it after $run_limit seconds.
limited() { measure "$1" timeout --foreground --signal=KILL "$run_limit" "${@:2}"; }

# run_strategy STRATEGY URL CONNECTIONS PAGES WARM-UP-URL: runs the worker by its protocol, sending the plan and at once
# the message `go`. The worker exits when its input ends, so the input stays open until the worker has ended.
run_strategy() {
  local strategy=$1 page=$2 count=$3 asked=$4 orders warm_up=
  # The other tools open every connection before the first request. A strategy opens one when none is idle, so it opens
  # all only if all have to wait for each other. Dispatch never has that many threads and would wait in vain.
  [[ $strategy == dispatch ]] ||
    warm_up="\"warmUp\":{\"page\":{\"name\":\"warm-up\",\"url\":\"$5?count=$count&timeout=5s\"},\"units\":$count},"
  rm -f "$work/orders"
  mkfifo "$work/orders"
  exec {orders}<>"$work/orders"
  printf '%s\n' "{\"plan\":{\"strategy\":\"$strategy\",\"work\":\"fetch\",\
\"pages\":[{\"name\":\"page\",\"url\":\"$page\"}],\
\"units\":$asked,\"concurrency\":$count,\"connections\":\"reuse\",\"timeoutSeconds\":30,\"connectTo\":[],$warm_up\
\"visitsOthers\":false,\"reportsUnits\":false}}" '{"go":{}}' >&"$orders"
  limited "$work/orders" "$programs/harness-worker" {orders}>&-
  exec {orders}>&-
  fetched=$(json_number unitsSucceeded <"$work/out")
  ((status != 0)) || [[ $fetched != "$asked" ]] || return 0
  problem=$(sed -n 's/.*"\(detail\|message\)":"\([^"]*\)".*/\2/p' "$work/out" | head -n 1)
  explain "${fetched:-none} of $asked pages came"
}

# wrk runs for a time in whole seconds, not for a number of pages. An interrupt ends it within a tenth of a second, with
# its summary. The time to connect is part of the short run and of the long one.
run_wrk() {
  local page=$1 count=$2 asked=$3 seconds
  seconds=$(awk -v pages="$asked" -v count="$count" 'BEGIN { printf "%.3f", 0.3 + (count + pages) / 20000 }')
  measure /dev/null timeout --foreground --preserve-status --signal=INT --kill-after="$run_limit" "$seconds" \
    wrk -t1 -c"$count" -d1h --timeout 30s "$page"
  problem=$(sed -n 's/^ *\(Socket errors\|Non-2xx\)/\1/p' "$work/out" | tr '\n' ' ')
  fetched=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$work/out")
  [[ $status != 0 || -n $problem || -z $fetched ]] || return 0
  explain "no summary"
}

# build_floor: builds the client in C, which shows what libcurl itself costs.
build_floor() {
  local flags
  read -r -a flags < <(pkg-config --cflags --libs libcurl) || fail "pkg-config does not know libcurl"
  cc -O2 -o "$work/floor" "$root/scripts/benchmark/floor.c" "${flags[@]}" >&2 ||
    fail "scripts/benchmark/floor.c did not build"
}

run_floor() {
  local page=$1 count=$2 asked=$3
  limited /dev/null "$work/floor" "$page" "$count" "$asked"
  fetched=$(cat "$work/out")
  ((status != 0)) || [[ $fetched != "$asked" ]] || return 0
  explain "${fetched:-none} of $asked pages came"
}

run_h2load() {
  local page=$1 count=$2 asked=$3
  limited /dev/null h2load --h1 -t1 -c"$count" -n"$asked" "$page"
  fetched=$(sed -n 's/^status codes: \([0-9]*\) 2xx.*/\1/p' "$work/out")
  ((status != 0)) || [[ $fetched != "$asked" ]] || return 0
  problem=$(sed -n 's/^requests: //p' "$work/out")
  explain "no summary"
}

# The fragment is not sent, so every URL requests the same page.
run_curl() {
  local page=$1 count=$2 asked=$3
  limited /dev/null curl -q --noproxy '*' --parallel --parallel-max "$count" --silent --show-error --fail \
    --output /dev/null "$page#[1-$asked]"
  fetched=$asked
  ((status != 0)) || return 0
  explain "no message"
}

# explain DEFAULT: completes the reason for a failed run in $problem, and fails.
explain() {
  [[ -n $problem ]] || problem=$(head -n 1 "$work/err")
  problem=${problem:-$1}
  case $status in
    0) ;;
    124 | 137) problem="not done after $run_limit s" ;;
    *) problem+=" (exit code $status)" ;;
  esac
  return 1
}
