# shellcheck shell=bash disable=SC2034 # $status and $swift_bound are for the scripts that source this
# Child processes that end when the script does, and signals that end both. To be sourced.

# What makes a command get SIGTERM when the process that started it ends, however that ends: setpriv(1).
bound=()
! command -v setpriv >/dev/null || bound=(setpriv --pdeathsig TERM)
# The same for SwiftPM, which ends its tests and compilers on SIGINT alone.
swift_bound=()
! command -v setpriv >/dev/null || swift_bound=(setpriv --pdeathsig INT)

# The signals that supervise passes on, and the last of them that came.
supervised=(INT TERM HUP)
signalled=

# supervise group|process COMMAND…: runs the command, and sets $status to its exit code. Signals to this script are
# passed on, once each, to the command's process or to its whole group; the script goes on when the command has ended.
#
# The command gets a process group of its own: else Ctrl-C would reach it from the terminal and from here.
supervise() {
  local to=$1 name target
  shift
  set -m
  ${bound[@]+"${bound[@]}"} "$@" &
  child=$!
  set +m
  target=$child
  [[ $to == process ]] || target=-$child
  # shellcheck disable=SC2064 # the target is the one of now
  for name in "${supervised[@]}"; do trap "signalled=$name; kill -$name -- $target 2>/dev/null || true" "$name"; done
  # Ctrl-Z stops this script and the command; both go on together.
  # shellcheck disable=SC2064
  trap "kill -STOP -- -$child; kill -STOP $$; kill -CONT -- -$child" TSTP
  # Bash would write to standard error that the command was ended by a signal.
  while
    status=0
    wait "$child" || status=$?
    # A signal ends the wait, too.
    kill -0 "$child"
  do :; done 2>/dev/null
  trap - "${supervised[@]}" TSTP
}

# end_by SIGNAL: ends the script by the signal, so that a shell that runs it in a loop ends the loop.
end_by() {
  trap - "$1"
  kill "-$1" $$
  # Still here: the signal was ignored from the start.
  exit $((128 + $(kill -l "$1")))
}

# end_if_signalled: ends the script by the signal that supervise passed on, if one came.
end_if_signalled() { [[ -z $signalled ]] || end_by "$signalled"; }
