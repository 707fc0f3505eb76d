# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/pmipv6/invariants.c models/pmipv6/invariants.h \
  models/pmipv6/assignment.c \
  models/pmipv6/assignment.h \
  models/pmipv6/bul.c \
  models/pmipv6/delegation.c \
  models/pmipv6/fast.c \
  models/pmipv6/fast.h \
  models/pmipv6/fast_next.c \
  models/pmipv6/fast_previous.c \
  models/pmipv6/fast_session.c \
  models/pmipv6/lma.c \
  models/pmipv6/lma.h \
  models/pmipv6/lma_bridging.c \
  models/pmipv6/lma_cache.c \
  models/pmipv6/localized.h \
  models/pmipv6/localized_between.c \
  models/pmipv6/localized_lma.c \
  models/pmipv6/localized_mag.c \
  models/pmipv6/localized_message.c \
  models/pmipv6/localized_session.c \
  models/pmipv6/mag.c \
  models/pmipv6/mag.h \
  models/pmipv6/mag_routes.c \
  models/pmipv6/pmipv6.c \
  models/pmipv6/pmipv6.h \
  models/pmipv6/reachability.c \
  models/pmipv6/reachability.h \
  models/pmipv6/waiting.c
