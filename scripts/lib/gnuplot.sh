# shellcheck shell=bash disable=SC2154 # $bound is from children.sh
# The only call of gnuplot. To be sourced, after environment.sh and children.sh.

# gnuplot_format svg|png FILE…: runs gnuplot files that write chart.svg or chart.png, without the user's start files.
gnuplot_format() { ${bound[@]+"${bound[@]}"} gnuplot -d -e "format = '$1'" "${@:2}"; }
