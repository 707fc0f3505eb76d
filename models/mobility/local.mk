# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/mobility/invariants.c models/mobility/invariants.h \
  models/mobility/buffer.c \
  models/mobility/buffer.h \
  models/mobility/clock.c \
  models/mobility/entity.c \
  models/mobility/error.c \
  models/mobility/exchange.c \
  models/mobility/extension.c \
  models/mobility/heartbeat.c \
  models/mobility/heartbeat.h \
  models/mobility/kit.h \
  models/mobility/leniency.c \
  models/mobility/proxy_message.c \
  models/mobility/order.c \
  models/mobility/mobility.h \
  models/mobility/standby.c \
  models/mobility/standby.h \
  models/mobility/reaction.c \
  models/mobility/service.c \
  models/mobility/service.h
