#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every scenario that ships runs, its books balance, and its results are what
# its "expect" says; the modes that mode-comparison.json speaks of send the
# messages of the closed forms: 2 + 2k, 1 + 3k, 2 + 2k for k = 1, 2, 3.
set -u
. "$top_srcdir/tests/tap.sh"
tap_folder

for scenario in "$top_srcdir"/scenarios/*.json; do
  name=$(basename "$scenario" .json)
  grep -q '"expect"' "$scenario"
  tap_ok $? "$name says what it expects"
  "$top_builddir/dmmsim" check "$scenario" >"$folder/log" 2>&1
  tap_ok $? "$name: results as expected" "$folder/log"
done

messages () { # MODE
  "$top_builddir/dmmsim" run "$top_srcdir/scenarios/mode-comparison.json" \
    --set "architecture.mode=$1" --set 'expect={}' -o "$folder/$1" \
    >"$folder/log" 2>&1
  cut -d, -f14 "$folder/$1/handovers.csv" | tail -n +2 | tr '\n' ' '
}
for expected in 'relay 4 6 8 ' 'locator 4 7 10 ' 'proxy 4 6 8 '; do
  mode=${expected%% *}
  found="$mode $(messages "$mode")"
  [ "$found" = "$expected" ]
  tap_ok $? "messages per handover: $found(expected $expected)" "$folder/log"
done
tap_done
