#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the results of doc/paper.md: run-all.sh [FOLDER].
#
# Of each study FOLDER gets the study itself (a later call goes on where this one
# ended), its figures, NAME.txt with the table of what the page talks about, and
# NAME-predicted.txt with what the closed forms say.  DMMSIM: the program; JOBS:
# processes.
set -eu

dmmsim=${DMMSIM:-dmmsim}
here=$(dirname "$0")
folder=${1:-paper}
mkdir -p "$folder"

# study NAME AXIS METRIC...: AXIS is put side by side in the table.
study () {
  name=$1 axis=$2 metrics=
  shift 2
  for metric; do metrics="$metrics --metric $metric"; done
  "$dmmsim" sweep "$here/$name.json" -o "$folder/$name" -j "${JOBS:-2}"
  # shellcheck disable=SC2086 # one word for each metric is meant
  "$dmmsim" stats "$folder/$name" --by "$axis" $metrics >"$folder/$name.txt"
  "$dmmsim" predict "$folder/$name" >"$folder/$name-predicted.txt"
  "$dmmsim" plot "$folder/$name"
}

study inet-showcase architecture \
  handover.signaling handover.interruption handover.loss delay.oneway \
  stretch.hops loss.ratio
study message-order architecture.mode \
  handover.signaling handover.gateway handover.recovery handover.loss \
  signaling.messages.per_handover
study crossover architecture \
  detour.hops tunnel.share handover.previous_anchors signaling.byte_hops.rate
study speed architecture \
  signaling.messages.per_handover signaling.byte_hops.rate handover.recovery \
  handover.gateway
study prefixes architecture.mode \
  handover.previous_anchors signaling.messages.per_handover \
  signaling.bytes.per_handover 'signaling.peak{window=10ms}'
study failure architecture availability loss.ratio
study stretch architecture 'stretch.delay{flow=old}' 'stretch.delay{flow=new}'
study inet-mipv6 architecture.addressing \
  handover.interruption handover.signaling handover.loss delay.oneway

echo "results of doc/paper.md: $folder"
