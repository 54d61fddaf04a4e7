# shellcheck shell=bash
# A newer libcurl than the system's, to test with: the one in PyPI's pycurl. To be sourced.

# newer_libcurl yes|no: prints the folder that has it as libcurl.so.4. If there is none yet, yes downloads it into the
# user's cache folder. Fails, and says why, if it cannot be had.
newer_libcurl() {
  local cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}} folder
  [[ -n $cache ]] || {
    echo "no folder for a newer libcurl: neither XDG_CACHE_HOME nor HOME is set" >&2
    return 1
  }
  folder=$cache/threads-versus-async/libcurl
  if [[ ! -e $folder/libcurl.so.4 ]]; then
    if [[ $1 == no ]]; then
      echo "no newer libcurl in $folder, and nothing is to be installed" >&2
      return 1
    fi
    download_libcurl "$folder" || return
  fi
  echo "$folder"
}

# download_libcurl FOLDER. In a subshell, so that its clean-up is its own.
download_libcurl() (
  mkdir -p "$1" && temporary=$(mktemp -d "$1/download.XXXXXX") || exit
  trap 'rm -rf "$temporary"' EXIT
  timeout 120 python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --dest "$temporary" pycurl >&2 || {
    echo "pip could not download pycurl, which has a newer libcurl" >&2
    exit 1
  }
  python3 -m zipfile -e "$temporary"/pycurl-*.whl "$temporary" >&2 || exit
  libraries=("$temporary"/pycurl.libs/libcurl-*.so.4*)
  [[ -f ${libraries[0]} ]] || {
    echo "this pycurl has no libcurl in it" >&2
    exit 1
  }
  # They find each other by their file names.
  mv "$temporary"/pycurl.libs/* "$1/" && ln -sfn "$(basename "${libraries[0]}")" "$1/libcurl.so.4"
)
