# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/traffic/flow.c \
  models/traffic/flow.h \
  models/traffic/fluid.c \
  models/traffic/pattern.c \
  models/traffic/peer.c \
  models/traffic/receiver.c \
  models/traffic/sender.c \
  models/traffic/state.h \
  models/traffic/traffic.c \
  models/traffic/traffic.h
