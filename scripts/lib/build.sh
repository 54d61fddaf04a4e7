# shellcheck shell=bash disable=SC2034,SC2154 # it shares variables with the scripts that source it
# Builds the programs in release mode. To be sourced, after environment.sh and children.sh.

# build PRODUCT…: builds the products, and sets $programs to their folder. Everything is written to standard error.
build() {
  local product
  for product; do
    printf '%s\n' "== $product" >&2
    supervise group swift build --package-path "$root" -c release --product "$product" >&2
    end_if_signalled
    ((status == 0)) || fail "$product did not build, see above"
  done
  programs=$(swift build --package-path "$root" -c release --show-bin-path)
}
