# shellcheck shell=bash
# Packages that the scripts need, and how to install them on Debian and Ubuntu. To be sourced.

missing=()

# need PACKAGE PURPOSE CHECK…: if the check fails, adds the package to the missing ones and reports it.
need() {
  local package=$1 purpose=$2
  shift 2
  "$@" >/dev/null 2>&1 && return
  missing+=("$package")
  echo "missing: $package ($purpose)" >&2
}

has_command() { command -v "$1"; }

# has_file PATTERN…: succeeds if a file matches one of the patterns.
has_file() {
  local pattern
  for pattern; do compgen -G "$pattern" && return; done
  return 1
}

# What a Swift toolchain takes from the system, and the libraries and tools that the programs use.
need_for_build() {
  need git "fetches the packages" has_command git
  need ca-certificates "lets git verify their hosts" has_file /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem
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

# prepare yes|no: yes installs the missing packages, no reports how to install them. Fails if one stays missing.
prepare() {
  local problem
  problem=$(swift_problem)
  if [[ -n $problem ]]; then
    # Without Swift, installing packages would be of no use.
    refuse_missing
    echo "$problem" >&2
    return 1
  fi
  if [[ $1 == no ]]; then refuse_missing; else install_missing; fi
}

refuse_missing() {
  ((${#missing[@]} > 0)) || return 0
  echo "Not installed. To install: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  return 1
}

install_missing() {
  ((${#missing[@]} > 0)) || return 0
  local command=(apt-get install -y --no-install-recommends "${missing[@]}") as_root=()
  if ! command -v apt-get >/dev/null; then
    echo "apt-get not found. Install these packages, or their equivalents on your system: ${missing[*]}" >&2
    return 1
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "Not root, and sudo not found. Run as root: ${command[*]}" >&2
      return 1
    fi
    as_root=(sudo)
    # Without a terminal, sudo cannot ask for a password.
    [[ -t 0 ]] || as_root+=(-n)
  fi
  echo "Installing: ${as_root[*]} ${command[*]}" >&2
  {
    "${as_root[@]}" apt-get update -q || echo "apt-get update failed; continuing with the existing package lists"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${command[@]}" -q -o DPkg::Lock::Timeout=300
  } >&2 || {
    echo "apt-get could not install: ${missing[*]}" >&2
    return 1
  }
  [[ " ${missing[*]} " != *" nginx "* ]] || stop_nginx "${as_root[@]}" >&2
}

# Debian starts a server when it installs it, on port 80. The tests start their own on another port.
stop_nginx() {
  "$@" systemctl disable --now nginx || "$@" service nginx stop || true
}

# Prints what is wrong with the installed Swift; nothing if it can be used.
swift_problem() {
  local where=https://www.swift.org/install/linux answer
  if ! command -v swift >/dev/null; then
    echo "Swift is missing: swift is not in PATH. Install 6.2 or later: $where"
  elif ! answer=$(swift --version 2>&1); then
    echo "Swift is installed but does not run: ${answer%%$'\n'*}. Requirements: $where"
  elif [[ $answer =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]] && ((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2] < 6002)); then
    echo "Swift ${BASH_REMATCH[1]}.${BASH_REMATCH[2]} is too old. Install 6.2 or later: $where"
  fi
}
