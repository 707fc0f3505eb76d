#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The house keeps its shape: includes run one way, every header compiles on its
# own, every file names its licence, symbols keep to their room.  Prints TAP.
set -u
if grep -q __asan_init "${top_builddir:-.}/dmmsim" 2>/dev/null; then
  echo '1..0 # SKIP built with sanitizers; the sources are the same'
  exit 0
fi
cd "${top_srcdir:-.}" || exit 1

n=0
# ok NAME OFFENDERS: passes when there are none.
ok () {
  n=$((n + 1))
  if [ -z "$2" ]; then echo "ok $n - $1"; return; fi
  echo "not ok $n - $1"
  printf '%s\n' "$2" | sed 's/^/# /'
}

includes () { # FOLDER PATTERN: includes in the folder that match
  grep -rnE --include='*.[ch]' "#include \"($2)/" "$1" 2>/dev/null
}

ok 'sim includes nothing above it' \
  "$(includes sim 'models|scenarios|analysis|cli')"
ok 'the codec stands on addresses alone' \
  "$(includes models/codec '[a-z]*' \
     | grep -vE '"(models/codec/[^"]*|sim/address\.h)"')"
ok 'models include nothing above them' \
  "$(includes models 'scenarios|analysis|cli')"
ok 'scenarios include neither analysis nor cli' \
  "$(includes scenarios 'analysis|cli')"
ok 'analysis includes neither scenarios nor cli' \
  "$(includes analysis 'scenarios|cli')"
ok 'analysis knows the trace points of models, not their insides' \
  "$(includes analysis models \
     | grep -vE '"models/(trace|domain|traffic/flow)\.h"')"

unlicensed=$(find sim models scenarios analysis cli tests bench doc \
  -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name '*.mk' \
  | grep -v '^cli/commit.h$' | while read -r file; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' \
      || echo "$file"
  done)
ok 'every file names its licence' "$unlicensed"

dirty=$(for header in $(find sim models scenarios analysis cli -name '*.h'); do
    # shellcheck disable=SC2046
    echo "#include \"$header\"" \
      | ${CC:-gcc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. \
        $(pkg-config --cflags glib-2.0 gsl igraph libcjson libxml-2.0) \
        -fsyntax-only -x c - 2>&1 | head -n 3
  done)
ok 'every header compiles on its own' "$dirty"

long=$(find sim models scenarios analysis cli tests bench -name '*.c' \
  -exec awk 'FNR == 1 { inside = 0 }
             /^\{/ { start = FNR; name = last; inside = 1 }
             /^\}/ && inside { inside = 0
               if (FNR - start > 60) print FILENAME ":" start ": " name }
             NF { last = $0 }' {} +)
ok 'every function fits a screen' "$long"

if command -v clang-format >/dev/null; then
  crooked=$(find sim models scenarios analysis cli tests bench -name '*.[ch]' \
    -exec clang-format --dry-run {} + 2>&1 | grep -E '^[^ ].*:[0-9]+:[0-9]+:' | cut -d: -f1 | sort | uniq -c | head -n 20)
  ok 'clang-format changes nothing' "$crooked"
else
  n=$((n + 1)); echo "ok $n # SKIP clang-format is not installed"
fi
echo "1..$n"
