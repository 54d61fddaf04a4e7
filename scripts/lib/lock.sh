# shellcheck shell=bash
# One script at a time writes to a folder. To be sourced.

# lock FOLDER: until this script and its children have ended, no other lock of the folder succeeds. Fails at once if
# there is one (flock(1)).
lock() {
  local descriptor
  exec {descriptor}<"$1" || return
  flock --nonblock "$descriptor" || {
    echo "another process is writing to $1" >&2
    return 1
  }
}
