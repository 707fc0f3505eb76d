# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
#
# TAP for shell tests: source it, call ok/skip, end with done_testing.

tap_n=0

# tap_ok STATUS NAME [WHY-FILE]: passes when STATUS is 0.
tap_ok () {
  tap_n=$((tap_n + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $tap_n - $2"
  else
    echo "not ok $tap_n - $2"
    [ -z "${3:-}" ] || head -n 30 "$3" | sed 's/^/# /'
  fi
}

tap_skip () { # NAME REASON
  tap_n=$((tap_n + 1))
  echo "ok $tap_n - $1 # SKIP $2"
}

tap_skip_all () { echo "1..0 # SKIP $1"; exit 0; }

tap_done () { echo "1..$tap_n"; }

# A folder of the test's own, removed at its end.
tap_folder () {
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
}
