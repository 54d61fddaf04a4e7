# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# The machine: its limits, and what it is. To be sourced.

# Lets this script and what it starts open as many files as they may.
raise_limits() {
  ulimit -n "$(ulimit -Hn)"
  open_files=$(ulimit -n)
  # Without a limit nginx would reserve memory for each of a billion connections.
  [[ $open_files != unlimited ]] && ((open_files < 65536)) || open_files=65536
}

setting() { cat "/proc/sys/net/$1" 2>/dev/null || echo unknown; }

# Says what may disturb many connections; none of it makes a figure wrong, or it is a failure that says so itself.
warn_of_limits() {
  local most backlog first last
  most=$(printf '%s\n' "${connections[@]}" | sort -n | tail -n 1)
  backlog=$(setting core/somaxconn)
  if [[ $backlog != unknown ]] && ((backlog < most)); then
    say "Note: net.core.somaxconn is $backlog, so of $most connections at once some may have to knock again. Figures leave connecting out."
  fi
  read -r first last < <(setting ipv4/ip_local_port_range) || true
  if [[ $first =~ ^[0-9]+$ ]] && ((last - first < 3 * most)); then
    say "Note: there are $((last - first + 1)) ports for clients; a short and a long run of $most connections may run out of them."
  fi
}

# Two lines of Markdown.
describe_machine() {
  local model versions
  model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  versions=$(
    nginx -v 2>&1 | sed 's/^nginx version: //'
    wrk -v 2>&1 | sed -n '1s/^wrk \([^ ]*\) .*/wrk \1/p'
    h2load --version | sed 's/^h2load //'
    echo "curl $curl_version"
  )
  echo "${model:-unknown processor}, $(nproc) cores, Linux $(uname -r), $(date -u +%Y-%m-%d); load before: $(cut -d ' ' -f 1 /proc/loadavg)."
  echo "${versions//$'\n'/, }."
  echo
}
