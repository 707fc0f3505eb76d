# SPDX-License-Identifier: GPL-3.0-or-later

noinst_PROGRAMS += bench/forward
bench_forward_SOURCES = bench/forward.c bench/channel.h bench/bench.c bench/bench.h
bench_forward_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/hold
bench_hold_SOURCES = bench/hold.c bench/bench.c bench/bench.h
bench_hold_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/setup
bench_setup_SOURCES = bench/setup.c bench/channel.h bench/bench.c bench/bench.h
bench_setup_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/timers
bench_timers_SOURCES = bench/timers.c bench/bench.c bench/bench.h
bench_timers_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/draw
bench_draw_SOURCES = bench/draw.c bench/bench.c bench/bench.h
bench_draw_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/nodes
bench_nodes_SOURCES = bench/nodes.c bench/scene.c bench/scene.h bench/bench.c \
  bench/bench.h
bench_nodes_LDADD = $(LINK_SCENARIOS)

noinst_PROGRAMS += bench/handovers
bench_handovers_SOURCES = bench/handovers.c bench/scene.c bench/scene.h \
  bench/bench.c bench/bench.h
bench_handovers_LDADD = $(LINK_SCENARIOS)

noinst_PROGRAMS += bench/codec
bench_codec_SOURCES = bench/codec.c bench/bench.c bench/bench.h
bench_codec_LDADD = $(LINK_CODEC)

noinst_PROGRAMS += bench/traces
bench_traces_SOURCES = bench/traces.c bench/bench.c bench/bench.h
bench_traces_LDADD = $(LINK_MODELS)

# What ours is measured against; not built by default.
BENCH_LIMITS = bench/peers/limit_hold bench/peers/limit_hop \
  bench/peers/limit_fcd bench/peers/process_hold
EXTRA_PROGRAMS += $(BENCH_LIMITS)
bench_peers_limit_hold_SOURCES = bench/peers/limit_hold.c bench/peers/wheel.c \
  bench/peers/wheel.h bench/bench.c bench/bench.h
bench_peers_limit_hold_LDADD = $(LINK_CORE)
bench_peers_limit_hop_SOURCES = bench/peers/limit_hop.c bench/peers/wheel.c \
  bench/peers/wheel.h bench/bench.c bench/bench.h
bench_peers_limit_hop_LDADD = $(LINK_CORE)
bench_peers_limit_fcd_SOURCES = bench/peers/limit_fcd.c bench/bench.c \
  bench/bench.h
bench_peers_limit_fcd_LDADD = $(LOADER_LIBS) $(LINK_CORE)
bench_peers_process_hold_SOURCES = bench/peers/process_hold.c bench/bench.c \
  bench/bench.h
bench_peers_process_hold_LDADD = $(LINK_CORE)

# Ours and the peers in turns: one table, and bench.jsonl in the build folder.
# BENCH="--quick" or other options; bench/run.py --help names them.
EXTRA_DIST += bench/run.py bench/workloads.py bench/machine.py bench/table.py \
  bench/peers/ns3_events.cc bench/peers/ns3_network.cc bench/peers/ns3.h \
  bench/peers/simpy_hold.py bench/peers/python_fcd.py bench/peers/sumo_fcd.py
CLEANFILES += bench.jsonl $(BENCH_LIMITS) bench/peers/ns3_events \
  bench/peers/ns3_network
.PHONY: bench bench-readme
bench: $(noinst_PROGRAMS) $(BENCH_LIMITS) dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/bench/run.py $(BENCH)
# The table of README.md, from the last bench.jsonl.
bench-readme:
	@$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/bench/table.py bench.jsonl \
	  $(srcdir)/README.md

# A billion events: does memory grow?  SOAK_EVENTS for fewer.
EXTRA_DIST += bench/soak.py bench/soak.json
.PHONY: soak
soak: dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/bench/soak.py

# A study over processes and over ranks, in wall clock and CPU time.
EXTRA_DIST += bench/sweep.py
.PHONY: bench-sweep
bench-sweep: dmmsim$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) python3 $(srcdir)/bench/sweep.py

# Real interfaces: as root.
EXTRA_DIST += bench/bridge.py bench/tap_bridge.cc
.PHONY: bench-bridge
bench-bridge: dmmsim$(EXEEXT)
	top_srcdir='$(srcdir)' top_builddir=. python3 $(srcdir)/bench/bridge.py

# A million nodes: some 10 minutes of CPU and 4 GiB.
EXTRA_DIST += bench/scale.py
.PHONY: scale
scale: dmmsim$(EXEEXT)
	@top_srcdir='$(srcdir)' top_builddir=. python3 $(srcdir)/bench/scale.py $(NODES)
