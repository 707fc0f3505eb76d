#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The verbs of the built program: exit statuses, what they print, what they
# leave behind.  TAP on standard output.
set -u

dmmsim=${top_builddir:-$PWD}/dmmsim
scenarios=${top_srcdir:-$PWD}/scenarios
small=$scenarios/single-handover.json
# shellcheck source=tests/tap.sh
. "${top_srcdir:-.}/tests/tap.sh"
tap_folder
cd "$folder" || exit 99

# ok NAME COMMAND...: the test passes when the command succeeds.
ok () {
  name=$1
  shift
  "$@"
  tap_ok $? "$name" err
}
# status WANTED COMMAND...: runs with output in files out and err.
status () {
  wanted=$1
  shift
  "$@" >out 2>err
  got=$?
  [ "$got" -eq "$wanted" ] || { echo "# exit status $got, not $wanted"; false; }
}
prints () { grep -q -- "$1" out; }
complains () { grep -q -- "$1" err; }
nothing_left () { [ -z "$(ls -A . | grep -v -x -e out -e err -e bad.json)" ]; }
clean () { find . -mindepth 1 -delete; }

# ---- usage ------------------------------------------------------------------
ok 'no verb is bad usage' status 2 "$dmmsim"
ok 'an unknown verb is bad usage' status 2 "$dmmsim" fly
ok 'and is named' complains "'fly'"
ok 'help' status 0 "$dmmsim" help
for verb in run sweep check validate show schema list decode encode version help; do
  ok "help names $verb" prints "  $verb "
  ok "$verb --help" status 0 "$dmmsim" $verb --help
  "$dmmsim" help >out
done
ok 'help of a verb' status 0 "$dmmsim" help run
ok 'tells its options' prints '--architectures'
ok 'an unknown option is bad usage' status 2 "$dmmsim" run --fly "$small"
for verb in run sweep check validate show list decode; do
  ok "$verb without argument is bad usage" status 2 "$dmmsim" $verb
done
for verb in schema version; do
  ok "$verb with an argument is bad usage" status 2 "$dmmsim" $verb extra
  ok 'which is named' complains "'extra'"
done
ok 'version' status 0 "$dmmsim" version
ok 'tells the compiler' prints '^compiler '
if [ -c /dev/full ]; then
  ok 'output that cannot be written is a failure' \
    status 3 sh -c "'$dmmsim' version >/dev/full"
  ok 'and is told' complains 'standard output cannot be written'
  ok 'a worse one than a wrong message that was to be shown' \
    status 3 sh -c "'$dmmsim' decode --hex 00 >/dev/full"
else
  tap_skip 'output that cannot be written is a failure' 'no /dev/full'
fi

# ---- lists, schema, show -----------------------------------------------------
for what in architectures:dmm metrics:handover.recovery motions:schedule \
  patterns:cbr; do
  ok "list ${what%:*}" status 0 "$dmmsim" list "${what%:*}"
  ok "has ${what#*:}" prints "^${what#*:} .*[a-z]"
done
(cd "$scenarios/.." && "$dmmsim" list scenarios) >out 2>err
ok 'list scenarios has single-handover' prints '^single-handover '
ok 'list of something else is bad usage' status 2 "$dmmsim" list shoes
ok 'schema' status 0 "$dmmsim" schema
ok 'is draft 2020-12' prints 'json-schema.org/draft/2020-12'
ok 'show' status 0 "$dmmsim" show "$small"
ok 'fills in defaults' prints 'binding_lifetime'
cp out resolved.json
"$dmmsim" show resolved.json >out 2>err
ok 'shown again is the same' cmp -s resolved.json out
ok 'the greatest time that a key takes is taken' status 0 \
  "$dmmsim" validate --set 'protocol.binding_lifetime="262140 s"' "$small"
clean

# ---- validate, check -----------------------------------------------------------
ok 'validate' status 0 "$dmmsim" validate "$small"
ok 'says so' prints ': valid$'
ok 'check of what holds' status 0 "$dmmsim" check "$small" \
  --set expect='{"handover.count":{"equals":1}}'
ok 'prints a plan' prints '^1\.\.3$'
ok 'and no failure' sh -c '! grep -q "^not ok" out'
ok 'check of what does not hold' status 1 "$dmmsim" check "$small" \
  --set expect='{"handover.count":{"equals":7}}'
ok 'tells which' prints '^not ok .*handover.count equals 7'
ok 'a metric without observation satisfies nothing' status 1 "$dmmsim" \
  check "$small" --set architecture=ipv6 \
  --set expect='{"handover.recovery":{"max":9}}'
ok 'parameters of the architecture that was asked for' status 0 "$dmmsim" \
  check "$small" -a dmm --set architecture.mode=locator --set expect='{}'
ok 'reach that architecture' prints 'single-handover-dmm: books balance'
ok 'check leaves nothing behind' nothing_left

# ---- bad input ------------------------------------------------------------------
echo '{"duration": "1 s", "durration": 1}' >bad.json
for verb in run sweep check validate show; do
  ok "$verb of a bad file" status 2 "$dmmsim" $verb bad.json
  ok 'says where' complains 'bad.json'
done
ok 'run of no file' status 2 "$dmmsim" run nowhere.json
ok 'run of an unknown architecture' status 2 \
  "$dmmsim" run "$small" --architectures ipv6,ipx
ok 'run with an unknown key' status 2 "$dmmsim" run "$small" --set speed=1
ok 'run with a bad seed' status 2 "$dmmsim" run "$small" --seed 12x
ok 'run with a seed too great' status 2 \
  "$dmmsim" run "$small" --seed 18446744073709551616
ok 'run with a capture nowhere' status 2 "$dmmsim" run "$small" --pcap atlantis
ok 'names it' complains 'atlantis'
ok 'run twice under one name' status 2 "$dmmsim" run "$small" "$small"
ok 'no folder is left after bad input' nothing_left
mkdir mine && echo precious >mine/file
ok 'a folder that is no result folder is refused' status 2 \
  "$dmmsim" run "$small" -o mine
ok 'and not touched' grep -q precious mine/file
clean

# ---- run ---------------------------------------------------------------------------
ok 'run' status 0 "$dmmsim" run "$small"
ok 'prints a table' prints '^handovers  *1$'
ok 'of 80 columns' awk 'length > 80 { exit 1 }' out
ok 'is silent on progress without a terminal' sh -c '! grep -q "events/s" err'
for file in manifest.json scenario.json summary.json handovers.csv \
  handover_flows.csv flows.csv signaling.csv entities.csv; do
  ok "writes $file" test -s "results/single-handover-pmipv6/$file"
done
ok 'no working folder is left' sh -c '! ls -d results/*.part* 2>/dev/null'
ok 'is complete' grep -q '"complete":.*true' \
  results/single-handover-pmipv6/manifest.json
ok 'the resolved scenario runs to the same end' status 0 "$dmmsim" run \
  results/single-handover-pmipv6/scenario.json -o again
digest () { sed -n 's/.*"run_digest":[^"]*"\([0-9a-f]*\)".*/\1/p' "$1"; }
ok 'has a digest' test -n "$(digest again/manifest.json)"
ok 'the same one' test \
  "$(digest results/single-handover-pmipv6/manifest.json)" \
  = "$(digest again/manifest.json)"
clean

# Everything but wall time and memory.
same_folders () {
  for folder in one two; do
    find $folder -name manifest.json -exec \
      sed -i -e '/"wall_time"/d' -e '/"peak_memory"/d' {} +
  done
  diff -r one two
}
architectures="ipv6,pmipv6,dmm"
for folder in one two; do
  "$dmmsim" run "$scenarios/mode-comparison.json" -o $folder \
    --architectures $architectures --pcap core --set record.series='"1 s"' \
    >out 2>err
done
ok 'two runs are the same to the octet' same_folders
for a in ipv6 pmipv6 dmm; do
  ok "$a has its sub-folder" test -s one/$a/summary.json
  ok "$a has its column" prints "^ .* $a"
  ok "$a has its capture" test -s one/$a/core.pcap
  ok "$a has its series" test -s one/$a/series.csv
done
ok 'an architecture of the file keeps its parameters' grep -q '"mode"' \
  one/dmm/scenario.json
ok 'older results are replaced' status 0 "$dmmsim" run "$small" -o one
ok 'wholly' test ! -e one/dmm
ok 'captures asked for twice' status 0 "$dmmsim" run "$small" -o twice \
  --pcap core --set record.pcap='["core"]'
ok 'another time once' status 0 "$dmmsim" run "$small" -o once --pcap core
ok 'are the same' cmp -s twice/core.pcap once/core.pcap
# s in the summary, ms in the table.
registration_in_ms () {
  awk '/"handover.signaling":/ { inside = 1 }
       inside && /"mean":/ { gsub (/[",]/, ""); printf "%.3f\n", 1000 * $2
                             exit }' "$1" | sed 's/\.\{0,1\}0*$//'
}
ok 'the table is in milliseconds' prints \
  "^registration, ms .* $(registration_in_ms once/summary.json)\$"
clean

ok 'a folder without name is bad usage' status 2 "$dmmsim" run "$small" -o ''
ok 'and says so' complains 'expected the name of a folder'
ok 'so is an architecture without name' status 2 "$dmmsim" run "$small" -a ''
ok 'and nothing ran' nothing_left
ok 'a file after --' status 0 "$dmmsim" run -o once -- "$small"
ok '--set beyond ASCII' status 0 "$dmmsim" run "$small" -o title \
  --set 'title="Übergabe"'
ok 'is kept' prints '^Übergabe$'
ok 'an expectation of no metric is refused' status 2 "$dmmsim" check "$small" \
  --set 'expect={"handover.cuont": {"equals": 1}}'
ok 'with the metric that is near' complains 'did you mean "handover.count"'
clean

ok 'several files, one folder' status 0 "$dmmsim" run "$small" \
  "$scenarios/mode-comparison.json" -o both
ok 'a sub-folder each' test -s both/single-handover-pmipv6/manifest.json \
  -a -s both/mode-comparison-dmm/manifest.json
ok '--set' status 0 "$dmmsim" run "$small" -o set \
  --set 'access.l2_handover="70 ms"'
ok 'changes the run' grep -q ',20.07,' set/handovers.csv
ok '--seed' status 0 "$dmmsim" run "$small" -o seed \
  --seed 18446744073709551615
ok 'is in the manifest' grep -q '"18446744073709551615"' seed/manifest.json
ok '--seed random' status 0 "$dmmsim" run "$small" -o random --seed random
ok 'tells the seed' complains 'seed [0-9]'
ok 'the one it stores' grep -q \
  "\"$(sed -n 's/^dmmsim: seed //p' err)\"" random/manifest.json
ok 'replications' status 0 "$dmmsim" run "$small" -o many \
  --set replications=3
ok 'each has its folder' test -s many/replication-2/flows.csv
ok 'and the whole an interval' sh -c \
  'grep -A 9 "\"handover.count\"" many/summary.json | grep -q "ci95.*\["'
clean

# ---- interruption --------------------------------------------------------------------
interrupt () {
  "$dmmsim" run "$scenarios/highway.json" -o cut \
    --set 'duration="720 h"' >out 2>err &
  run=$!
  until [ -n "$(find . -name 'cut.part-*')" ] || ! kill -0 $run; do
    sleep 0.05 # until it is at work
  done
  kill -"$1" $run
  wait $run
}
for signal in INT TERM; do
  interrupt $signal
  ok "SIG$signal ends a run with status 130" test $? -eq 130
  ok 'saves what was measured' test -s cut/summary.json
  ok 'and marks it' grep -q '"complete":.*false' cut/manifest.json
done

tap_done
