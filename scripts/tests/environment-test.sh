#!/usr/bin/env bash
# The scripts give the same results in any environment, folder, locale and umask, through links, and with any awk.
set -euo pipefail
# shellcheck source=lib/expect.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/expect.sh"

plot=$root/scripts/plot.sh
fixture=$root/scripts/tests/fixture

# small_run FOLDER: a run with the rows of two experiments, which draw two charts.
small_run() {
  mkdir -p -- "$1"
  cp --target-directory="$1" -- "$fixture"/{measurements,requests,environment,estimates}.csv
  grep -E '^run_id,|,(five-pages|fan-out),' "$fixture/series.csv" >"$1/series.csv"
}

# same_charts FOLDER: whether its charts are those of the run that was drawn in a plain environment.
same_charts() {
  local name
  for name in five-pages fan-out; do
    cmp -- "$scratch/plain/charts/$name.svg" "$1/charts/$name.svg" >&2 || return
    cmp -- "$scratch/plain/charts/$name.png" "$1/charts/$name.png" >&2 || return
  done
  equal "$(find "$1/charts" -mindepth 1 -printf .)" ....
}

# draws WHAT FOLDER COMMAND…: expects that the command draws the same charts into the folder.
draws() {
  local what=$1 folder=$2
  shift 2
  rm -rf -- "$folder/charts"
  run "$@"
  expect "$what: it succeeds" equal "$status" 0
  expect "$what: the charts are the same" same_charts "$folder"
}

cd "$scratch"
small_run plain
run env -i PATH="$PATH" "$plot" plain
expect "the charts are drawn in an empty environment" equal "$status" 0

small_run run
mkdir -p home/.config/gnuplot
printf '%s\n' 'set decimalsign ","' 'set terminal dumb' 'set title "mine"' | tee home/.gnuplot home/.gnuplotrc \
  home/.config/gnuplot/gnuplotrc .gnuplot >/dev/null
draws "gnuplot's settings" run env HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/home/.config" GNUTERM=qt \
  GNUPLOT_LIB="$scratch/home" GNUPLOT_FONTPATH=/nowhere GDFONTPATH=/nowhere GNUPLOT_DEFAULT_GDFONT=none \
  GNUPLOT_DRIVER_DIR=/nowhere GNUPLOT_PS_DIR=/nowhere FIT_LOG=/nowhere/fit FIT_SCRIPT='system "touch pwned"' "$plot" run
rm .gnuplot

cat >start.sh <<'SH'
cd() { builtin cd "$@" && echo "now in $PWD"; }
readlink() { echo /nowhere; }
source() { echo "not $1"; }
set -C -f -u
IFS=/
SH
# shellcheck disable=SC2016 # expanded by the shell that is started
draws "the shell's settings" run bash -c '
  cd() { builtin cd "$@" && pwd; }; awk() { echo mine; }; rm() { echo mine; }; export -f cd awk rm
  set -o noclobber -o noglob -o physical; export SHELLOPTS
  export CDPATH=.:/ IFS=/ BASH_ENV=$1/start.sh ENV=$1/start.sh GLOBIGNORE="*" POSIXLY_CORRECT=1 \
    GREP_OPTIONS=--invert-match GREP_COLORS=mt=1 BLOCK_SIZE=human AWKPATH=/ \
    format=x name=x work=x root=/ self=x charts=x drawn=5 CSV=x NEEDS=x
  exec "$2" run' bash "$scratch" "$plot"

for locale in C de_DE.UTF-8 tr_TR.UTF-8 ja_JP.SJIS nonsense; do
  draws "locale $locale" run env LC_ALL="$locale" LANG="$locale" LC_NUMERIC="$locale" LANGUAGE=de "$plot" run
done

for mask in 000 077; do
  # shellcheck disable=SC2016
  draws "umask $mask" run bash -c 'umask "$1"; exec "$2" run' bash "$mask" "$plot"
done

mkdir "a b"
draws "a TMPDIR with a space, relative" run env TMPDIR="a b" "$plot" run
expect "nothing is left there" equal "$(ls -A "a b")" ""
draws "a TMPDIR that is not there" run env TMPDIR=/no/such "$plot" run
draws "no HOME" run env -u HOME "$plot" run

for folder in "-n" "it's a \"run\" \$(of) ü  日本" $'a\nline' "#%;&|*?[x]" $'end\n'; do
  small_run "./$folder"
  draws "a folder called ${folder@Q}" "./$folder" "$plot" -- "$folder"
done
ln -s "./-n" link
draws "a link to a run" link "$plot" link

# The scripts themselves, in a folder with such a name, and through links.
here="$scratch/it's -a \"clone\" ü"
mkdir "$here"
cp -R "$root/scripts" "$here/scripts"
ln -s "$here/scripts/plot.sh" "draw it"
ln -s "$here" "clone"
draws "scripts in such a folder" run bash "$here/scripts/plot.sh" run
draws "a link to the script" run "./draw it" run
draws "a link to the clone" run clone/scripts/plot.sh run
cd "$here/scripts"
draws "the script by its name alone" "$scratch/run" bash plot.sh "$scratch/run"
cd "$scratch"
for script in run selfcheck test benchmark plot; do
  CDPATH=.:/ run bash "$here/scripts/$script.sh" --help
  expect "$script.sh explains itself there" equal "$status $stderr" "0 "
  expect "$script.sh has no other output" contains "${stdout:0:6}" "Usage:"
done

# Every other awk of this machine.
for name in gawk mawk original-awk busybox; do
  program=$(command -v "$name") || continue
  rm -rf bin
  mkdir bin
  if [[ $name == busybox ]]; then
    printf '%s\n' '#!/bin/sh' "exec '$program' awk \"\$@\"" >bin/awk && chmod +x bin/awk
  else
    ln -s "$program" bin/awk
  fi
  draws "$name" run env PATH="$scratch/bin:$PATH" "$plot" run
done

# A full disk, or a file that cannot be replaced: the old chart stays.
cp -R run kept
cp kept/charts/fan-out.svg before
rm -rf kept/charts/fan-out.svg.new
mkdir kept/charts/fan-out.svg.new
ln -s /dev/full kept/charts/fan-out.svg.new/chart.svg
run "$plot" kept
expect "a chart that cannot be written is an error" equal "$status" 1
expect "which names the file" contains "$stderr" "cannot write $scratch/kept/charts/fan-out.svg"
expect "the old one stays" cmp before kept/charts/fan-out.svg

# What the programs withhold from the programs that they start, the scripts unset.
names() { grep -oE '\b(GIT|OPENSSL|CURL|SSLKEYLOGFILE|GLIBC|SWIFT|MALLOC|LIBDISPATCH)[A-Z_]*' | sort -u; }
expect "the scripts unset what the programs withhold" equal \
  "$(sed -n '/^# What the programs withhold/,/^# A decimal/p' "$root/scripts/lib/environment.sh" | names)" \
  "$(grep '"' "$root/Sources/HostSystem/WithheldVariables.swift" | names)"
names=(GIT_DIR OPENSSL_CONF MALLOC_ARENA_MAX SSLKEYLOGFILE)
# shellcheck disable=SC2016
run env "${names[@]/%/=x}" bash -p -c 'source "$1/scripts/lib/environment.sh"; env | grep -cE "=x$"' \
  bash "$root"
expect "none of them is left" equal "$stdout" 0

# shellcheck disable=SC2016
# No script finds its files by cd, and all begin with the environment.
expect "every script begins with environment.sh" equal "$(grep -rlx --include='*.sh' --exclude-dir=tests \
  'set -euo pipefail' "$root/scripts" | sort)" "$(grep -rl --include='*.sh' --exclude-dir=tests \
  'source "${self%/\*}/.*environment.sh"' "$root/scripts" | sort)"

finish
