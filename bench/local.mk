# SPDX-License-Identifier: GPL-3.0-or-later

noinst_PROGRAMS += bench/forward
bench_forward_SOURCES = bench/forward.c bench/bench.c bench/bench.h
bench_forward_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/hold
bench_hold_SOURCES = bench/hold.c bench/bench.c bench/bench.h
bench_hold_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/setup
bench_setup_SOURCES = bench/setup.c bench/bench.c bench/bench.h
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

# One JSON object per line; quiet machine, please.
.PHONY: bench
bench: $(noinst_PROGRAMS)
	@for program in $(noinst_PROGRAMS); do ./$$program || exit 1; done

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
