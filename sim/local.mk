# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-core.a
libdmmsim_core_a_SOURCES = \
  sim/address.c \
  sim/digest.c \
  sim/drop.c \
  sim/engine.c \
  sim/event_entry.h \
  sim/event_heap.c \
  sim/event_heap.h \
  sim/event_queue.c \
  sim/event_queue.h \
  sim/law.c \
  sim/link.c \
  sim/network.c \
  sim/node.c \
  sim/packet.c \
  sim/pcap.c \
  sim/philox.c \
  sim/philox.h \
  sim/random.c \
  sim/routing.c \
  sim/sim.c \
  sim/time.c \
  sim/trace.c
