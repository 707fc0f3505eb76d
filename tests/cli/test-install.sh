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

# point_pc NAME: the installed NAME.pc, in the folder of the example, with the
# prefix it was installed under instead of that of configure.
point_pc () {
  sed "s|^prefix=.*|prefix=$prefix|; s|^\(exec_prefix\)=.*|\1=$prefix|
       s|^libdir=.*|libdir=$prefix/lib|
       s|^includedir=.*|includedir=$prefix/include|" \
    "$prefix/lib/pkgconfig/$1.pc" >"$folder/example/$1.pc"
}

# The .pc file names the prefix of configure; it was installed elsewhere.
mkdir "$folder/example"
cp "$top_srcdir"/doc/example/* "$folder/example"
point_pc dmmsim
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

# The codec alone: the example of doc/codec.md prints what the page says.
point_pc dmmsim-codec
page_block () { # LINE-BEFORE FENCE: the lines of the first block behind it
  awk -v before="$1" -v fence="$2" '
    index ($0, before) == 1 { near = 1 }
    inside && $0 == "```" { exit }
    inside { print }
    near && $0 == fence { inside = 1 }' "$top_srcdir/doc/codec.md"
}
page_block '<!-- example -->' '```c' >"$folder/example/codec.c"
page_block 'It prints' '```' >"$folder/wanted"
(cd "$folder/example" && PKG_CONFIG_PATH=$folder/example \
  && export PKG_CONFIG_PATH \
  && ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -o codec codec.c \
    $(pkg-config --cflags --libs dmmsim-codec)) >"$folder/log" 2>&1
tap_ok $? 'a program with the codec alone builds' "$folder/log"

"$folder/example/codec" >"$folder/got" 2>&1 \
  && diff "$folder/wanted" "$folder/got" >"$folder/log"
tap_ok $? 'and prints what the page says' "$folder/log"

! ldd "$folder/example/codec" | grep -E 'igraph|gsl|pcap|xml2' >"$folder/log"
tap_ok $? 'with neither the graph nor the capture library' "$folder/log"

for header in "$prefix"/include/dmmsim/models/codec/*.h; do
  echo "#include \"$header\"" | ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror \
    $(PKG_CONFIG_PATH=$folder/example pkg-config --cflags dmmsim-codec) \
    -fsyntax-only -x c - || echo "$header"
done >"$folder/log" 2>&1
[ ! -s "$folder/log" ]
tap_ok $? 'every header of the codec compiles alone' "$folder/log"
tap_done
