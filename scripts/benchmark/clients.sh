# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# How each client fetches a number of pages over a number of connections. To be sourced.
#
# Each run_… URL CONNECTIONS PAGES leaves in $fetched how many pages came, and the times that `measure` leaves; or it fails
# with the reason in $problem.

strategies=(event-loop task-group callbacks thread-pool dispatch)
tools=(floor wrk h2load curl)
clients=("${strategies[@]}" "${tools[@]}")

# What a process has open beside its connections: standard streams, epoll, timers, libraries.
files_beside=64

# why_unable CLIENT CONNECTIONS: prints why the client cannot have so many; fails if it can.
why_unable() {
  local client=$1 count=$2 each=1 most
  case $client in
    # A blocking libcurl handle holds its socket and the socket pair that wakes it.
    thread-pool) each=3 ;;
    # Never has more threads than its pool, however many it is allowed.
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
  echo "does not fit: files open a fetch: $each, and ($open_files - $files_beside) / $each = $most"
}

# Transfers that curl's --parallel-max allows: 300 until 8.16 (curl/curl pull request 18068).
know_curl() {
  curl_version=$(curl --version | sed -n '1s/^curl \([0-9.]*\).*/\1/p')
  if [[ $(printf '%s\n' 8.16.0 "$curl_version" | sort -V | head -n 1) == 8.16.0 ]]; then curl_most=65535; else curl_most=300; fi
}

# limited INPUT COMMAND…: measures it, and ends it when it takes too long.
limited() { measure "$1" timeout --foreground --signal=KILL "$run_limit" "${@:2}"; }

# run_strategy STRATEGY URL CONNECTIONS PAGES WARM-UP-URL: the worker, driven by its protocol: the plan, and at once the
# word to go. It waits for the end of its input, so that stays open until it has ended by itself.
run_strategy() {
  local strategy=$1 page=$2 count=$3 asked=$4 orders warm_up=
  # The tools open every connection before they ask for a page. A strategy opens one when none is idle: only when all have
  # to wait for each other is it sure to need so many. Dispatch never has so many threads, and would wait in vain.
  [[ $strategy == dispatch ]] ||
    warm_up="\"warmUp\":{\"page\":{\"name\":\"warm-up\",\"url\":\"$5?count=$count&timeout=5s\"},\"units\":$count},"
  rm -f "$work/orders"
  mkfifo "$work/orders"
  exec {orders}<>"$work/orders"
  printf '%s\n' "{\"plan\":{\"strategy\":\"$strategy\",\"work\":\"fetch\",\"pages\":[{\"name\":\"page\",\"url\":\"$page\"}],\
\"units\":$asked,\"concurrency\":$count,\"connections\":\"reuse\",\"timeoutSeconds\":30,\"connectTo\":[],$warm_up\
\"visitsOthers\":false,\"reportsUnits\":false}}" '{"go":{}}' >&"$orders"
  limited "$work/orders" "$programs/harness-worker" {orders}>&-
  exec {orders}>&-
  fetched=$(json_number unitsSucceeded <"$work/out")
  ((status != 0)) || [[ $fetched != "$asked" ]] || return 0
  problem=$(sed -n 's/.*"\(detail\|message\)":"\([^"]*\)".*/\2/p' "$work/out" | head -n 1)
  explain "${fetched:-none} of $asked pages came"
}

# wrk counts time, not pages, and only whole seconds; an interrupt ends it earlier, within a tenth of a second, with its
# summary. The time to connect comes on top, in the short run as in the long one.
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

# build_floor: the client in C, so that nobody has to take our word for what libcurl itself costs.
build_floor() {
  local flags
  read -r -a flags < <(pkg-config --cflags --libs libcurl) || fail "pkg-config does not know libcurl"
  cc -O2 -o "$work/floor" "$root/scripts/benchmark/floor.c" "${flags[@]}" >&2 || fail "scripts/benchmark/floor.c did not build"
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

# The fragment is never sent, so that every URL asks for the same page.
run_curl() {
  local page=$1 count=$2 asked=$3
  limited /dev/null curl --parallel --parallel-max "$count" --silent --show-error --fail --output /dev/null \
    "$page#[1-$asked]"
  fetched=$asked
  ((status != 0)) || return 0
  explain "no message"
}

# explain DEFAULT: completes the reason for a run that failed, in $problem, and fails.
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
