# shellcheck shell=bash
# Requests of the scripts themselves to servers on this machine. To be sourced.

# loopback_curl ARGUMENT…: curl without settings of the user and without a proxy.
loopback_curl() { curl -q --noproxy '*' "$@"; }
