# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/multihomed/anchor.c \
  models/multihomed/anchor.h \
  models/multihomed/scheduler.c \
  models/multihomed/scheduler.h \
  models/multihomed/flow_rule.c \
  models/multihomed/flow_rule.h \
  models/multihomed/mobile_network.c \
  models/multihomed/mobile_network.h \
  models/multihomed/multihomed.c \
  models/multihomed/multihomed.h \
  models/multihomed/path.c \
  models/multihomed/path_binding.c \
  models/multihomed/session.c \
  models/multihomed/session.h \
  models/multihomed/session_flows.c
