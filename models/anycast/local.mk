# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/anycast/agent.c \
  models/anycast/agent.h \
  models/anycast/anycast.c \
  models/anycast/anycast.h \
  models/anycast/binding.c \
  models/anycast/exchange.c \
  models/anycast/interception.c \
  models/anycast/invariants.c models/anycast/invariants.h \
  models/anycast/placement.c \
  models/anycast/receive.c
