# SPDX-License-Identifier: GPL-3.0-or-later

noinst_PROGRAMS += bench/forward
bench_forward_SOURCES = bench/forward.c bench/bench.c bench/bench.h
bench_forward_LDADD = $(LINK_CORE)

noinst_PROGRAMS += bench/hold
bench_hold_SOURCES = bench/hold.c bench/bench.c bench/bench.h
bench_hold_LDADD = $(LINK_CORE)
