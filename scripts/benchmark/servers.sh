# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# The two servers and their counters. To be sourced.

declare -A url status_url warm_up_url
declare -A server_job

# Starts nginx with one file as its page; all files that it writes are in one folder. Warm-up requests, which have to
# wait for each other, are passed to page-server, which runs already: nginx cannot make a request wait.
start_nginx() {
  local folder=$work/nginx port attempt
  mkdir -p "$folder/pages"
  # nginx's worker needs access; if this script runs as root, the worker is another user.
  chmod 711 "$work"
  printf '%01024d' 0 >"$folder/pages/page"
  for attempt in {1..20}; do
    # Below the range of client ports.
    port=$((10000 + RANDOM % 20000))
    ! is_answered "$port" || continue
    nginx_configuration "$port" >"$folder/nginx.conf"
    launch nginx nginx -p "$folder/" -e error.log -c nginx.conf
    url[nginx]=http://127.0.0.1:$port/page
    status_url[nginx]=http://127.0.0.1:$port/status
    warm_up_url[nginx]=http://127.0.0.1:$port/rendezvous
    ! await_answer nginx || return 0
    stop_server nginx
  done
  fail "nginx does not start (${attempt} ports tried): $(tail -n 1 "$folder/error.log" "$work/nginx.log" 2>/dev/null)"
}

# Paths are relative to the folder that -p names, so that none is part of the configuration.
nginx_configuration() {
  local port=$1
  cat <<NGINX
daemon off;
worker_processes 1;
worker_rlimit_nofile $open_files;
pid nginx.pid;
error_log error.log;
events { worker_connections $((open_files - 64)); }
http {
  access_log off;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:$port backlog=65535;
    root pages;
    location = /status { stub_status; }
    location = /rendezvous { proxy_pass ${warm_up_url[page-server]}; }
  }
}
NGINX
}

start_page_server() {
  local port
  launch page-server "$programs/page-server" --port 0
  await announced || fail "page-server reports no port: $(tail -n 1 "$work/page-server.log")"
  port=$(json_number port <"$work/page-server.out")
  url[page-server]=http://127.0.0.1:$port/page
  status_url[page-server]=http://127.0.0.1:$port/statistics
  warm_up_url[page-server]=http://127.0.0.1:$port/rendezvous
  await_answer page-server || fail "page-server does not answer: $(tail -n 1 "$work/page-server.log")"
}

announced() { grep -q '"port":' "$work/page-server.out"; }

# launch SERVER COMMAND…: starts it in the background. It ends when this script ends, also by SIGKILL.
launch() {
  local server=$1
  shift
  setpriv --pdeathsig TERM "$@" </dev/null >"$work/$server.out" 2>"$work/$server.log" &
  server_job[$server]=$!
}

stop_server() {
  kill "${server_job[$1]}" 2>/dev/null || true
  wait "${server_job[$1]}" 2>/dev/null || true
  unset "server_job[$1]"
}

stop_servers() {
  local server
  for server in "${!server_job[@]}"; do stop_server "$server"; done
}

# await COMMAND…: repeats the command until it succeeds; fails after 5 seconds.
await() {
  local attempt
  for attempt in {1..250}; do
    ! "$@" || return 0
    sleep 0.02
  done
  return 1
}

is_answered() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

is_serving() {
  # Another program may have taken the port between the check and the start.
  kill -0 "${server_job[$1]}" 2>/dev/null && [[ $(loopback_curl -s "${url[$1]}" | wc -c) == 1024 ]]
}

await_answer() { await is_serving "$1"; }

# read_counters SERVER: sets $server_opened, $server_open and $server_requests to the connections accepted so far, those
# open now, and the requests so far, without the requests of this function itself.
read_counters() {
  local text
  text=$(loopback_curl -sSf "${status_url[$1]}" 2>&1) || {
    problem="cannot read the counters of $1: $text"
    return 1
  }
  case $1 in
    nginx)
      [[ $text =~ connections:\ ([0-9]+).*requests[[:space:]]+([0-9]+)\ [0-9]+\ ([0-9]+) ]] || return
      asked_nginx=$((asked_nginx + 1))
      server_open=$((BASH_REMATCH[1] - 1))
      server_opened=$((BASH_REMATCH[2] - asked_nginx))
      server_requests=$((BASH_REMATCH[3] - asked_nginx))
      ;;
    page-server)
      server_open=$(json_number connectionsOpen <<<"$text")
      server_opened=$(json_number connectionsOpened <<<"$text")
      server_requests=$(json_number requests <<<"$text")
      ;;
  esac
}
asked_nginx=0

# json_number NAME: prints the number of that name from the JSON on standard input.
json_number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"; }

is_quiet() { read_counters "$1" && ((server_open == 0)); }

# Waits until the server has closed the connections of the last run, so that the next run does not pay for it.
await_quiet() {
  await is_quiet "$1" || {
    problem="$1 still has $server_open connections open"
    return 1
  }
}
