#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# valgrind finds neither a wrong access nor a leak in any shipped scenario, nor
# under any architecture (long ones: their first 40 simulated seconds).
set -u
. "$top_srcdir/tests/tap.sh"
command -v valgrind >/dev/null || tap_skip_all 'valgrind is not installed'
nm "$top_builddir/dmmsim" | grep -q __asan_init \
  && tap_skip_all 'built with AddressSanitizer, which looks for the same'
tap_folder

python3 "$top_srcdir/tests/courses.py" >"$folder/courses" || exit 1
tab=$(printf '\t')
while IFS=$tab read -r name scenario setting; do
  valgrind --quiet --error-exitcode=9 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect \
    "$top_builddir/dmmsim" run "$scenario" ${setting:+--set "$setting"} \
    --set duration=40 --set warmup=0 --set expect={} --set replications=1 \
    -o "$folder/run" >"$folder/log" 2>&1 </dev/null
  tap_ok $? "$name" "$folder/log"
  rm -rf "$folder/run"
done <"$folder/courses"
tap_done
