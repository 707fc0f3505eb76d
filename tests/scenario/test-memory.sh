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

# SCENARIO...: all in one process, for most of valgrind's time goes into its
# first look at the program.
examine () {
  valgrind --quiet --error-exitcode=9 --leak-check=full \
    --errors-for-leak-kinds=definite,indirect \
    "$top_builddir/dmmsim" run "$@" -o "$folder/run" \
    --set duration=40 --set warmup=0 --set expect={} --set replications=1 \
    >"$folder/log" 2>&1 </dev/null
  examined=$?
  rm -rf "$folder/run"
  return $examined
}

python3 "$top_srcdir/tests/courses.py" "$folder" >"$folder/courses" || exit 1
tab=$(printf '\t')
set --
while IFS=$tab read -r name scenario; do
  set -- "$@" "$scenario"
done <"$folder/courses"
examine "$@"
together=$?
tap_ok $together 'all courses one after another' "$folder/log"
while IFS=$tab read -r name scenario; do
  # one of them: alone it shows which
  [ $together -eq 0 ] || examine "$scenario"
  tap_ok $? "$name" "$folder/log"
done <"$folder/courses"
tap_done
