#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the results of doc/all-architectures.md: run-all.sh [FOLDER].
#
# For vehicular.json and static.json FOLDER gets the study (a later call goes on
# where this one ended), its figures, and NAME.md with one row per architecture.
# DMMSIM: the program; JOBS: processes.
set -eu

dmmsim=${DMMSIM:-dmmsim}
here=$(dirname "$0")
folder=${1:-all-architectures}
mkdir -p "$folder"

# study NAME METRIC...
study () {
  name=$1 metrics=
  shift
  for metric; do metrics="$metrics --metric $metric"; done
  "$dmmsim" sweep "$here/$name.json" -o "$folder/$name" -j "${JOBS:-2}"
  # shellcheck disable=SC2086 # one word for each metric is meant
  "$dmmsim" stats "$folder/$name" --wide --format markdown $metrics \
    >"$folder/$name.md"
  "$dmmsim" plot "$folder/$name"
}

study vehicular \
  handover.recovery 'handover.interruption{direction=down}' handover.loss \
  loss.ratio stretch.delay.sum signaling.messages.per_handover \
  tunnel.byte_hops tunnel.byte_hops.radio state.peak:max anchor.share
study static \
  delay.oneway stretch.delay.sum signaling.messages.rate tunnel.byte_hops \
  tunnel.byte_hops.radio state.peak:max anchor.share
echo "tables: $folder/vehicular.md, $folder/static.md"
