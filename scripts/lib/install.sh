# shellcheck shell=bash
# What the scripts need from the system, and how they get it on Debian and Ubuntu. To be sourced.

missing=()

# need PACKAGE WHAT-FOR CHECK…: notes the package as missing, and says so, if the check fails.
need() {
  local package=$1 purpose=$2
  shift 2
  "$@" >/dev/null 2>&1 && return
  missing+=("$package")
  echo "missing: $package ($purpose)" >&2
}

has_command() { command -v "$1"; }

# has_file PATTERN…: whether a file matches one of them.
has_file() {
  local pattern
  for pattern; do compgen -G "$pattern" && return; done
  return 1
}

# What a Swift toolchain leaves to the system, and the libraries and tools that the programs use.
need_for_build() {
  need git "fetches the packages" has_command git
  need ca-certificates "lets git trust their hosts" has_file /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem
  need g++ "C and C++ headers and start-up files" has_file '/usr/include/c++/*/string'
  need binutils-gold "links Swift programs" has_command ld.gold
  need pkg-config "finds libcurl" has_command pkg-config
  need libcurl4-openssl-dev "libcurl, which fetches the pages" \
    has_file '/usr/include/*/curl/curl.h' /usr/include/curl/curl.h /usr/local/include/curl/curl.h
  need openssl "makes the page server's certificate" has_command openssl
}

need_for_charts() {
  need gnuplot-nox "draws the charts" has_command gnuplot
}

# prepare yes|no: installs what `need` noted, or with no refuses and says how. Fails if something stays missing.
prepare() {
  local problem
  problem=$(swift_problem)
  if [[ -n $problem ]]; then
    # Without Swift there is nothing to install for.
    refuse_missing
    echo "$problem" >&2
    return 1
  fi
  if [[ $1 == no ]]; then refuse_missing; else install_missing; fi
}

refuse_missing() {
  ((${#missing[@]} > 0)) || return 0
  echo "Not installed. This installs it: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  return 1
}

install_missing() {
  ((${#missing[@]} > 0)) || return 0
  local command=(apt-get install -y --no-install-recommends "${missing[@]}") as_root=()
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here: install these, or what your system calls them: ${missing[*]}" >&2
    return 1
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "Neither root nor sudo: as root, run: ${command[*]}" >&2
      return 1
    fi
    as_root=(sudo)
    # Nobody can type a password where there is no terminal.
    [[ -t 0 ]] || as_root+=(-n)
  fi
  echo "Installing: ${as_root[*]} ${command[*]}" >&2
  {
    "${as_root[@]}" apt-get update -q || echo "apt-get update failed; going on with the lists there are"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}" -q -o DPkg::Lock::Timeout=300
  } >&2 || {
    echo "apt-get could not install: ${missing[*]}" >&2
    return 1
  }
  [[ " ${missing[*]} " != *" nginx "* ]] || stop_nginx "${as_root[@]}" >&2
}

# Debian starts a server as it installs it. The tests start their own, on a port of their own: port 80 is not ours.
stop_nginx() {
  "$@" systemctl disable --now nginx || "$@" service nginx stop || true
}

# What is wrong with the Swift there is; nothing if it will do.
swift_problem() {
  local where=https://www.swift.org/install/linux answer
  if ! command -v swift >/dev/null; then
    echo "Swift is missing: swift is not in PATH. Install 6.2 or later: $where"
  elif ! answer=$(swift --version 2>&1); then
    echo "Swift is there but does not run: ${answer%%$'\n'*}. What it needs: $where"
  elif [[ $answer =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 6002)); then
    echo "Swift ${BASH_REMATCH[1]}.${BASH_REMATCH[2]} is too old. Install 6.2 or later: $where"
  fi
}
