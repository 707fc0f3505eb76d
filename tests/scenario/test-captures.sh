#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A second reader of the captures: tshark finds PBU, PBA and tunnelled data
# packets in them, and not a malformed one.
set -u
. "$top_srcdir/tests/tap.sh"
command -v tshark >/dev/null || tap_skip_all 'tshark is not installed'
tap_folder
dmmsim=$top_builddir/dmmsim

count () { # CAPTURE FILTER
  tshark -r "$1" -Y "$2" -T fields -e frame.number 2>/dev/null | wc -l
}

at_least () { # NAME COUNT MINIMUM
  [ "$2" -ge "$3" ]
  tap_ok $? "$1 ($2, at least $3)"
}

# ARCHITECTURE SCENARIO DURATION NODE PBUS PBAS
examine () {
  name="$2 under $1"
  "$dmmsim" run "$top_srcdir/scenarios/$2.json" --set "architecture=$1" \
    --set "duration=$3" --set warmup=0 --set record.pcap=[] --set expect={} \
    --pcap "$4" -o "$folder/run" >"$folder/log" 2>&1
  tap_ok $? "$name runs" "$folder/log"
  capture=$folder/run/$4.pcap
  malformed=$(count "$capture" '_ws.malformed || _ws.expert.severity == "Error"')
  [ "$malformed" -eq 0 ]
  tap_ok $? "$name: $malformed malformed packets in $4.pcap"
  at_least "$name: PBU" \
    "$(count "$capture" 'mip6.mhtype == 5 && mip6.bu.p_flag == 1')" "$5"
  at_least "$name: PBA" \
    "$(count "$capture" 'mip6.mhtype == 6 && mip6.ba.p_flag == 1')" "$6"
  at_least "$name: data in IPv6-in-IPv6" \
    "$(count "$capture" 'ipv6.nxt == 41 && udp')" 10
  rm -rf "$folder/run"
}

examine pmipv6 single-handover 25 anchor 2 2
examine dmm single-handover 25 ar2 1 1
examine pmipv6 city-highway-trace 100 datacenter 50 50
examine dmm city-highway-trace 150 road10 5 5
tap_done
