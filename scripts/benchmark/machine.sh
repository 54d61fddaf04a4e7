# shellcheck shell=bash disable=SC2034,SC2154 # one script in several files: they share its variables
# The machine: its limits and its description. To be sourced.

# Raises the limit on open files for this script and its children to the hard limit.
raise_limits() {
  ulimit -n "$(ulimit -Hn)"
  open_files=$(ulimit -n)
  # Without a limit, nginx would reserve memory for each of a billion connections.
  [[ $open_files != unlimited ]] && ((open_files < 65536)) || open_files=65536
}

setting() { cat "/proc/sys/net/$1" 2>/dev/null || echo unknown; }

# Reports limits that may disturb many connections. None makes a number wrong: a case fails and says so.
warn_of_limits() {
  local most backlog first last
  most=$(printf '%s\n' "${connections[@]}" | sort -n | tail -n 1)
  backlog=$(setting core/somaxconn)
  if [[ $backlog != unknown ]] && ((backlog < most)); then
    say "Note: net.core.somaxconn is $backlog; with $most connections some may have to retry (not measured)."
  fi
  read -r first last < <(setting ipv4/ip_local_port_range) || true
  if [[ $first =~ ^[0-9]+$ ]] && ((last - first < 3 * most)); then
    say "Note: there are $((last - first + 1)) client ports; two runs with $most connections may use them up."
  fi
}

# CPU time of all processes since boot, in milliseconds, over all cores.
busy_time() {
  local _ user nice system
  read -r _ user nice system _ </proc/stat
  echo $(((user + nice + system) * 1000 / $(getconf CLK_TCK)))
}

# Sets $own_time to the same for this script and its children that have ended.
read_own_time() {
  local minutes seconds
  own_time=0
  times >"$work/times"
  while IFS=m read -r minutes seconds; do
    seconds=${seconds%s}
    own_time=$((own_time + minutes * 60000 + 10#${seconds/./}))
  done < <(tr ' ' '\n' <"$work/times")
}

# others_share BUSY OWN ELAPSED, in milliseconds: the share of the cores that other programs used, in percent.
others_share() {
  local share=$((100 * ($1 - $2) / ($3 * $(nproc))))
  echo $((share < 0 ? 0 : share))
}

# describe_machine PERCENT: two lines of Markdown. The percentage is the share of other programs.
describe_machine() {
  local model versions
  model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
  versions=$(
    nginx -v 2>&1 | sed 's/^nginx version: //'
    wrk -v 2>&1 | sed -n '1s/^wrk \([^ ]*\) .*/wrk \1/p'
    h2load --version | sed 's/^h2load //'
    echo "curl $curl_version"
  )
  echo "${model:-unknown processor}, $(nproc) cores, Linux $(uname -r), $(date -u +%Y-%m-%d);" \
    "other programs used $1 % of the cores."
  echo "${versions//$'\n'/, }."
  echo
}
