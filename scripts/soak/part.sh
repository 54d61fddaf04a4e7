# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# One part of a soak: a strategy with one connection policy. To be sourced.

# soak_part STRATEGY POLICY SECONDS
soak_part() {
  local strategy=$1 policy=$2 seconds=$3 list repeats name
  mapfile -t list < <(urls "$policy")
  # How each page ends, fetched once; then for how many rounds the time suffices.
  fetch "$work/once.json" "$strategy" "$policy"
  repeats=4
  fetch "$work/some.json" "$strategy" "$policy" --repeat "$repeats"
  repeats=$(jq --argjson seconds "$seconds" --argjson repeats "$repeats" \
    '($seconds / .runs[0].summary.runtime_seconds * $repeats) | ceil' "$work/some.json")
  fetch "$work/long.json" "$strategy" "$policy" --repeat "$repeats" &
  local job=$!
  jobs+=("$job")
  sample_until_end "$job" "$strategy" "$policy"
  wait "$job" || true
  record_part "$strategy" "$policy" "$repeats"
  await_quiet_servers "$strategy, $policy"
  for name in http https; do sample "$strategy,$policy,$name server" "${server_process[$name]}"; done
}

# fetch FILE STRATEGY POLICY ARGUMENT…: pages fail here on purpose, so that exit code 1 is the usual one.
fetch() {
  local file=$1 strategy=$2 policy=$3 status=0
  shift 3
  local authority=()
  [[ $policy == reuse ]] || authority=(--cacert "$work/ca.pem")
  ${bound[@]+"${bound[@]}"} "$programs/harness" pages --strategy "$strategy" --connections "$policy" \
    --concurrency "$concurrency" --timeout "$time_limit" --format json "${authority[@]}" "$@" "${list[@]}" \
    >"$file" 2>"$file.log" || status=$?
  if ((status > 1)) || ! jq -e .runs "$file" >/dev/null 2>&1; then
    fail "$strategy, $policy: exit code $status: $(tail -n 3 "$file.log")"
  fi
}

# sample_until_end JOB STRATEGY POLICY: a line per second for the worker.
sample_until_end() {
  local job=$1 worker=''
  while kill -0 "$job" 2>/dev/null; do
    [[ -n $worker && -d /proc/$worker ]] || worker=$(worker_of "$job")
    [[ -z $worker ]] || sample "$2,$3,worker" "$worker"
    sleep 1
  done
}

# The process of a worker below a shell, or nothing.
worker_of() {
  local process child
  for process in "$1" $(children "$1"); do
    for child in $(children "$process"); do
      [[ $(cat "/proc/$child/comm" 2>/dev/null) != harness-worker ]] || echo "$child"
    done
  done | head -n 1
}

children() { cat /proc/"$1"/task/*/children 2>/dev/null || true; }

# sample KEY PROCESS: nothing if the process has just ended.
sample() {
  local threads rss descriptors
  rss=$(awk '/^VmRSS:/ { print $2 }' "/proc/$2/status" 2>/dev/null) || return 0
  threads=$(awk '/^Threads:/ { print $2 }' "/proc/$2/status" 2>/dev/null) || return 0
  descriptors=$(find "/proc/$2/fd" -mindepth 1 2>/dev/null | wc -l) || return 0
  [[ -n $rss && -n $threads && $descriptors -gt 0 ]] || return 0
  awk -v key="$1" -v from="$soak_started" -v to="$EPOCHREALTIME" -v numbers="$descriptors,$threads,$rss" \
    'BEGIN { printf "%s,%.2f,%s\n", key, to - from, numbers }' >>"$output/samples.csv"
}

# record_part STRATEGY POLICY REPEATS: whether every kind of ending came exactly REPEATS times as often as once.
record_part() {
  local pages failures wrong
  wrong=$(jq -r --argjson repeats "$3" --slurpfile long "$work/long.json" '
    (.runs[0].summary | .faults + { pages: .pages }) as $once
    | ($long[0].runs[0].summary | .faults + { pages: .pages }) as $all
    | [($once + $all | keys[]) as $key
       | select(($once[$key] // 0) * $repeats != ($all[$key] // 0))
       | "\($key) \($all[$key] // 0) instead of \(($once[$key] // 0) * $repeats)"] | join("; ")' "$work/once.json")
  pages=$(jq '.runs[0].summary.pages' "$work/long.json")
  failures=$(jq '.runs[0].summary.failures' "$work/long.json")
  echo "$1,$2,$pages,$failures,$wrong" >>"$output/parts.csv"
  [[ -z $wrong ]] || problems+=("$1, $2: $wrong")
  say "  $1, $2: $pages pages, $failures failed as they should${wrong:+, but $wrong}"
}
