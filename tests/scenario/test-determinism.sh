#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The same scenario and seed take the same course whatever built the program:
# gcc and clang, unoptimised and optimised, give one digest per run, and result
# files that are equal to the octet, as those of the program under test are.
set -u
. "$top_srcdir/tests/tap.sh"
nm "$top_builddir/dmmsim" | grep -q __asan_init \
  && tap_skip_all 'built with sanitizers; the plain build compares compilers'
tap_folder

# A build folder for any compiler: configured once.  configure refuses blanks in
# the path that it is called by.
ln -s "$top_srcdir" "$folder/source"
configured () {
  [ -d "$folder/configured" ] && return
  mkdir "$folder/configured"
  (cd "$folder/configured" \
     && ../source/configure --quiet --disable-dependency-tracking \
     && printf '#include <%s>\n' glib.h glib/gstdio.h errno.h math.h stdio.h \
       stdlib.h string.h unistd.h cjson/cJSON.h gsl/gsl_rng.h >headers.h) \
    >"$folder/log" 2>&1
}

# COMPILER OPTIMISATION: builds $folder/COMPILER-OPTIMISATION/dmmsim.  Headers
# are most of what a compiler reads here, so it reads those of libraries once:
# each source includes build-flags.h first, and both compilers take
# build-flags.h.gch in its place.  Warnings are the other builds' business.
build () {
  configured && cp -R "$folder/configured" "$folder/$1$2" || return
  set -- "$folder/$1$2" CC="$1" CFLAGS="$2" DMM_WARNINGS=-w
  { make -s -C "$@" build-flags.h \
      && make -s -C "$@" precompiled --eval \
        'precompiled: ; $(COMPILE) -x c-header -o build-flags.h.gch headers.h' \
      && make -s -j2 -C "$@" dmmsim; } >"$folder/log" 2>&1
}

# PROGRAM: goes through all courses; results without what differs by nature
# (manifest.json: compiler, wall time) end up in $folder/results.
results () {
  while IFS=$tab read -r course scenario setting; do
    out=$folder/results/$course
    "$1" run "$scenario" ${setting:+--set "$setting"} --set duration=100 \
      --set warmup=0 --set expect={} --set replications=1 -o "$out" \
      >>"$folder/log" 2>&1 </dev/null || return 1
    grep '"run_digest"' "$out/manifest.json" >"$out/digest" || return 1
    rm "$out/manifest.json"
  done <"$folder/courses"
}

# COMPILER OPTIMISATION: is the program under test made so?
is_made_by () {
  grep -Eq "^CC = (ccache )?$1\$" "$top_builddir/Makefile" \
    && grep -Eq "^CFLAGS = (-g )?$2\$" "$top_builddir/Makefile"
}

tab=$(printf '\t')
python3 "$top_srcdir/tests/courses.py" >"$folder/courses" || exit 1
: >"$folder/log"
results "$top_builddir/dmmsim"
tap_ok $? 'every course is run' "$folder/log"
mv "$folder/results" "$folder/expected"
for compiler in gcc clang; do
  for optimisation in -O0 -O2; do
    name="$compiler $optimisation: same digests, same files"
    if is_made_by $compiler $optimisation; then
      continue
    elif ! command -v $compiler >/dev/null; then
      tap_skip "$name" "$compiler is not installed"
    elif ! build $compiler $optimisation; then
      tap_ok 1 "$name" "$folder/log"
    else
      : >"$folder/log"
      results "$folder/$compiler$optimisation/dmmsim" \
        && diff -r "$folder/expected" "$folder/results" >"$folder/log" 2>&1
      tap_ok $? "$name" "$folder/log"
      rm -rf "$folder/results"
    fi
  done
done
tap_done
