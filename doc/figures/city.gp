# SPDX-License-Identifier: GPL-3.0-or-later
# The README's figure, from the folder that "./bootstrap demo" leaves:
#
#   gnuplot -c doc/figures/city.gp results/demo doc/figures/city.svg
#
# Left: over all flows, the mean one-way delay of a flow.  Right: over handovers
# and flows, the time from the trigger until the network can deliver again.
folder = ARG1
set terminal svg size 900,340 font "sans,13" background "white"
set output ARG2
set multiplot layout 1,2
set key bottom right
set ylabel "share of all"
set yrange [0:1]
set xlabel "ms"
set xrange [0:20]
set grid
set style line 1 lw 2.5 lc rgb "#666666" dt 3
set style line 2 lw 2.5 lc rgb "#D55E00"
set style line 3 lw 2.5 lc rgb "#0072B2" dt 2

# A column in ms at 201 quantiles: value, share.
quantiles(architecture, file, name) = sprintf("< \
  awk -F, -v name=%s 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) k = i; next } \
    $k != \"\" { print 1e3 * $k }' %s/%s/%s | sort -g \
  | awk '{ v[NR] = $1 } END { for (i = 0; i <= 200; i++) \
      print v[1 + int (i * (NR - 1) / 200)], i / 200 }'", \
  name, folder, architecture, file)
delay(architecture) = quantiles(architecture, "flows.csv", "delay_mean")
recovery(architecture) = quantiles(architecture, "handover_flows.csv", "recovery")

set title "mean one-way delay of a flow"
plot delay("ipv6") with lines ls 1 title "ipv6", \
     delay("pmipv6") with lines ls 2 title "pmipv6", \
     delay("dmm") with lines ls 3 title "dmm"

set title "recovery of a flow at a handover"
plot recovery("pmipv6") with lines ls 2 title "pmipv6", \
     recovery("dmm") with lines ls 3 title "dmm"
unset multiplot
