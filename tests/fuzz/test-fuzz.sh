#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Each fuzz target bears its committed corpus and a fixed number of inputs
# derived from it, the same in every run.  `make fuzz` searches longer.
set -u
. "$top_srcdir/tests/tap.sh"
tap_folder
runs=${FUZZ_RUNS:-20000}

found=
for program in "$top_builddir"/fuzz/fuzz-*; do
  [ -x "$program" ] || continue
  found=yes
  target=${program##*/fuzz-}
  mkdir "$folder/$target"
  "$program" -seed=1 -runs="$runs" -max_len=1024 -timeout=10 \
    -rss_limit_mb=1024 -artifact_prefix="$folder/" -verbosity=0 \
    -print_final_stats=1 "$folder/$target" \
    "$top_srcdir/tests/fuzz/corpus/$target" >"$folder/log" 2>&1
  tap_ok $? "$target: $runs inputs leave every promise whole" "$folder/log"
done
[ -n "$found" ] || tap_skip_all 'configure found no clang with libFuzzer'
tap_done
