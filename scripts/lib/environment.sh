# shellcheck shell=bash
# The environment that every script works in, whatever the user's is. To be sourced first. Sets $root.
#
# A script finds this file without cd, which CDPATH and functions can change, and through symbolic links:
#   self=$(command readlink -f -- "${BASH_SOURCE[0]}")

# Bash takes functions, options (such as noclobber) and a start file from its environment, but not with -p.
[[ $- == *p* ]] || exec bash -p -- "${BASH_SOURCE[-1]}" "$@"

root=$(command readlink -f -- "${BASH_SOURCE[0]}")
root=${root%/*/*/*}

# Of shells and of tools that the scripts call.
unset CDPATH BASH_ENV ENV GLOBIGNORE POSIXLY_CORRECT GREP_OPTIONS GREP_COLORS GREP_COLOR XARGS_OPTIONS BLOCK_SIZE \
  BLOCKSIZE DF_BLOCK_SIZE QUOTING_STYLE TIME_STYLE SHELLCHECK_OPTS
# Of awk: where it looks for programs, and what it takes for an option or a number.
unset AWKPATH AWKLIBPATH MAWKBINMODE MAWK_LONG_OPTIONS WHINY_USERS
# Of gnuplot: its output, its fonts, its files. Its start files are left out by -d (see gnuplot.sh).
unset GNUTERM GNUPLOT_LIB GNUPLOT_FONTPATH GNUPLOT_DEFAULT_GDFONT GDFONTPATH GNUPLOT_DRIVER_DIR GNUPLOT_PS_DIR \
  GNUHELP GNUFITLOG FIT_LOG FIT_SCRIPT
# What the programs withhold from the programs that they start, too (WithheldVariables.swift): which repository git
# speaks of, and what changes the C library's allocator, OpenSSL, Dispatch and the Swift runtime.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_NAMESPACE GIT_CEILING_DIRECTORIES \
  GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_SHALLOW_FILE CURL_SSL_BACKEND SSLKEYLOGFILE GLIBC_TUNABLES \
  SWIFT_DETERMINISTIC_HASHING "${!MALLOC_@}" "${!LIBDISPATCH_@}" "${!OPENSSL_@}" "${!SWIFT_DEBUG_@}"
# A decimal point is a point, texts sort by their bytes, and messages are English.
unset LANGUAGE
export LC_ALL=C.UTF-8

# Debian installs servers in /usr/sbin, which is only in root's PATH.
PATH=$PATH:/usr/sbin

# Temporary files are made in TMPDIR if that is a folder; the path stays valid after a cd.
if [[ -n ${TMPDIR-} ]]; then
  [[ $TMPDIR == /* ]] || TMPDIR=$PWD/$TMPDIR
  if [[ -d $TMPDIR && -w $TMPDIR ]]; then export TMPDIR; else unset TMPDIR; fi
fi
