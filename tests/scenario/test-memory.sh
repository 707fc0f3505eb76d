#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind finds neither a wrong access nor a leak in any shipped scenario
# under any architecture (long ones: their first simulated minute).
set -u
. "$top_srcdir/tests/tap.sh"
command -v valgrind >/dev/null || tap_skip_all 'valgrind is not installed'
nm "$top_builddir/dmmsim" | grep -q __asan_init \
  && tap_skip_all 'built with AddressSanitizer, which looks for the same'
tap_folder

for scenario in "$top_srcdir"/scenarios/*.json; do
  name=$(basename "$scenario" .json)
  for architecture in ipv6 pmipv6 dmm; do
    valgrind --quiet --error-exitcode=9 --leak-check=full \
      --errors-for-leak-kinds=definite,indirect \
      "$top_builddir/dmmsim" run "$scenario" \
      --set "architecture=$architecture" --set duration=40 --set warmup=0 \
      --set expect={} -o "$folder/run" >"$folder/log" 2>&1
    tap_ok $? "$name under $architecture" "$folder/log"
    rm -rf "$folder/run"
  done
done
for lookup in hint dht flood; do
  valgrind --quiet --error-exitcode=9 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect \
    "$top_builddir/dmmsim" run "$top_srcdir/scenarios/ping-pong.json" --set \
    "architecture={\"name\": \"dmm-distributed\", \"lookup\": \"$lookup\"}" \
    --set duration=40 --set warmup=0 --set expect={} \
    -o "$folder/run" >"$folder/log" 2>&1
  tap_ok $? "ping-pong under dmm-distributed, $lookup" "$folder/log"
  rm -rf "$folder/run"
done
tap_done
