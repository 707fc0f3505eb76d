# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/proxy/entity.c \
  models/proxy/error.c \
  models/proxy/exchange.c \
  models/proxy/kit.h \
  models/proxy/message.c \
  models/proxy/order.c \
  models/proxy/proxy.h \
  models/proxy/reaction.c
