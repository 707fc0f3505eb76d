# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-core.a
libdmmsim_core_a_SOURCES = \
  sim/address.c \
  sim/anycast.c \
  sim/device.c \
  sim/device.h \
  sim/device_kind.h \
  sim/device_packet.c \
  sim/device_tun.c \
  sim/digest.c \
  sim/drop.c \
  sim/engine.c \
  sim/error_rate.c \
  sim/event_entry.h \
  sim/event_heap.c \
  sim/event_heap.h \
  sim/event_queue.c \
  sim/event_queue.h \
  sim/lateness.c \
  sim/lateness.h \
  sim/law.c \
  sim/handler.c \
  sim/link.c \
  sim/link.h \
  sim/network.c \
  sim/network_state.h \
  sim/node.c \
  sim/node.h \
  sim/node_routes.c \
  sim/packet.c \
  sim/packet_pool.c \
  sim/packet_pool.h \
  sim/pcap.c \
  sim/philox.c \
  sim/philox.h \
  sim/prefix_table.c \
  sim/prefix_table.h \
  sim/random.c \
  sim/realtime.c \
  sim/realtime.h \
  sim/routing.c \
  sim/routing.h \
  sim/sim.c \
  sim/time.c \
  sim/trace.c \
  sim/tunnel.c \
  sim/tunnel.h
