# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# The page servers of a soak, and the pages that are fetched from them. To be sourced.

# Longer than a good page ever takes, and short enough that pages that stall do not fill the time.
time_limit=2
declare -A server_process server_port
good=() faulty=() handshakes=() problems=()

start_servers() {
  start_server http
  start_server https --tls --tls-faults --ca-file "$work/ca.pem"
  local delay size fault status
  for delay in 0 2ms 5ms 10ms exponential:5ms; do
    for size in 0 1024 100000; do good+=("/page?delay=$delay&size=$size&seed=${#good[@]}"); done
  done
  while read -r fault; do faulty+=("/page?fault=$fault&size=20000"); done < <(faults "a page")
  for status in 404 500 503; do faulty+=("/page?status=$status"); done
  mapfile -t handshakes < <(faults "TLS")
  ((${#faulty[@]} > 30 && ${#handshakes[@]} > 5)) || fail "page-server --help names too few faults"
}

# faults OF: their names, from the list in page-server --help. Bodies without end are left out: while one of them runs,
# client and server do nothing else.
faults() {
  "$programs/page-server" --help | awk -v of="Faults of $1" '
    index($0, of) == 1 { inside = 1; next }
    inside && $0 == "" { inside = 0 }
    inside && /^  [a-z]/ && $1 !~ /^endless-(body|chunks)$/ { print $1 }'
}

# start_server NAME ARGUMENT…
start_server() {
  local name=$1 line
  shift
  ${bound[@]+"${bound[@]}"} "$programs/page-server" "$@" </dev/null >"$work/$name.json" 2>"$work/$name.log" &
  server_process[$name]=$!
  jobs+=("$!")
  until line=$(head -n 1 "$work/$name.json") && [[ -n $line ]]; do
    kill -0 "${server_process[$name]}" 2>/dev/null || fail "page-server does not start: $(cat "$work/$name.log")"
    sleep 0.05
  done
  server_port[$name]=$(jq .port <<<"$line")
}

# urls POLICY: with connections to reuse, all of one origin.
urls() {
  local path name
  for path in "${good[@]}" "${faulty[@]}" "${good[@]}"; do echo "http://127.0.0.1:${server_port[http]}$path"; done
  [[ $1 == fresh ]] || return 0
  for path in "${good[@]}" "${faulty[@]}"; do echo "https://localhost:${server_port[https]}$path"; done
  for name in "${handshakes[@]}"; do echo "https://$name.localhost:${server_port[https]}/page"; done
}

# await_quiet_servers AFTER: until they have finished with every request and every connection.
await_quiet_servers() {
  local name statistics='' attempt
  for name in http https; do
    for attempt in {1..100}; do
      statistics=$(loopback_curl --silent --cacert "$work/ca.pem" \
        --connect-to "localhost:${server_port[$name]}:127.0.0.1:${server_port[$name]}" \
        "$name://localhost:${server_port[$name]}/statistics") || fail "the $name page server does not answer"
      [[ $(jq '.inFlight + .connectionsOpen' <<<"$statistics") != 0 ]] || continue 2
      sleep 0.1
    done
    problems+=("after $1 the $name page server still has requests or connections: $statistics")
  done
}
