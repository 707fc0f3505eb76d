#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The recipe of doc/statistics.md for other people's CI, word for word: prove
# runs scenarios, a study is held against a folder of results that are right.
set -u

source=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
# shellcheck source=tests/tap.sh
. "$source/tests/tap.sh"
command -v prove >/dev/null || tap_skip_all 'prove is not installed'
tap_folder
cd "$folder" || exit 99
PATH=$build:$PATH
export PATH

ok () {
  name=$1
  shift
  "$@" >out 2>&1
  tap_ok $? "$name" out
}
fails () { ! "$@"; }
has () { grep -q -- "$1" "$2"; }

# The shell script among the page's code blocks.
awk '/^```sh$/ { inside = 1; text = ""; next }
     /^```$/ && inside { inside = 0
                         if (text ~ /^#!/) printf "%s", text }
     inside { text = text $0 "\n" }' "$source/doc/statistics.md" >recipe
ok 'the page has a recipe' has 'dmmsim compare' recipe

mkdir scenarios
cp "$source/scenarios/single-handover.json" scenarios/
cat >study.json <<'END'
{"extends": "scenarios/single-handover.json", "duration": "30 s",
 "sweep": {"architecture": ["pmipv6", "dmm"]}}
END
ok 'the first results are blessed' sh -ec '
  dmmsim sweep study.json -o new
  dmmsim compare baseline new --bless "as published"'
rm -r new
ok 'the recipe passes' sh recipe
ok 'with a report' has 'failures="0"' compare.xml

sed -i 's/"30 s"/"30 s", "access": {"l2_handover": "90 ms"}/' study.json
rm -r new
ok 'and fails when a constant changes' fails sh recipe
cp out said
ok 'naming the metric' has '^differs: handover.interruption (' said
ok 'in the report, too' has '<failure type="differs"' compare.xml

cat >scenarios/wrong.json <<'END'
{"extends": "single-handover.json", "expect": {"handover.count": {"equals": 7}}}
END
ok 'and when an expectation does not hold' fails sh recipe
cp out said
ok 'as prove tells' has 'Result: FAIL' said
tap_done
