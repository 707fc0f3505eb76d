#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# "make install" leaves a program, scenarios and libraries behind with which an
# architecture outside the tree builds and runs; public symbols have their
# prefix.
set -u
. "$top_srcdir/tests/tap.sh"
nm "$top_builddir/dmmsim" | grep -q __asan_init \
  && tap_skip_all 'built with sanitizers; the plain build is installed'
tap_folder
# DESTDIR, not prefix: that one is compiled in, and another value would build
# everything anew under the tests that run beside this one.
configured=$(sed -n 's/^prefix=//p' "$top_builddir/dmmsim.pc")
prefix=$folder$configured

(cd "$top_builddir" && make -s DESTDIR="$folder" install) >"$folder/log" 2>&1
tap_ok $? 'installs' "$folder/log"

nm -g --defined-only "$prefix"/lib/libdmmsim-*.a 2>/dev/null \
  | awk 'NF == 3 && $3 !~ /^dmm(sim)?_/ { print $3 }' | sort -u >"$folder/bare"
[ ! -s "$folder/bare" ]
tap_ok $? 'public symbols carry the prefix dmm_ (else: make prefix)' \
  "$folder/bare"

find "$prefix/share/dmmsim/scenarios" -name '*.json' ! -name '*.schema.json' \
  -exec "$prefix/bin/dmmsim" validate {} + >"$folder/log" 2>&1
tap_ok $? 'installed scenarios are valid' "$folder/log"

# The .pc file names the prefix of configure; it was installed elsewhere.
mkdir "$folder/example"
cp "$top_srcdir"/doc/example/* "$folder/example"
sed "s|^prefix=.*|prefix=$prefix|; s|^\(exec_prefix\)=.*|\1=$prefix|
     s|^libdir=.*|libdir=$prefix/lib|; s|^includedir=.*|includedir=$prefix/include|" \
  "$prefix/lib/pkgconfig/dmmsim.pc" >"$folder/example/dmmsim.pc"
(cd "$folder/example" && PKG_CONFIG_PATH=$folder/example make) \
  >"$folder/log" 2>&1
tap_ok $? 'an architecture outside the tree builds' "$folder/log"

"$folder/example/dmmsim-ideal" run --architectures dmm,ideal \
  --set 'expect={}' -o "$folder/run" \
  "$top_srcdir/scenarios/single-handover.json" >"$folder/table" 2>"$folder/log"
tap_ok $? 'it runs beside the built-in ones' "$folder/log"
# Anchor to gateway 2 ms, radio 2 ms, nothing else.
grep -q '"handover.recovery":' "$folder/run/ideal/summary.json" \
  && grep -Eq '^recovery per flow, ms +26 +4$' "$folder/table"
tap_ok $? 'and recovers by the delay from anchor to gateway and radio alone' \
  "$folder/table"
tap_done
