# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/mipv6/invariants.c models/mipv6/invariants.h \
  models/mipv6/cn.c \
  models/mipv6/cn.h \
  models/mipv6/cn_cache.c \
  models/mipv6/cn_nonce.c \
  models/mipv6/configuration.c \
  models/mipv6/configuration.h \
  models/mipv6/discovery.c \
  models/mipv6/discovery.h \
  models/mipv6/ha.c \
  models/mipv6/ha.h \
  models/mipv6/ha_cache.c \
  models/mipv6/home_link.c \
  models/mipv6/home_link.h \
  models/mipv6/host_timer.c \
  models/mipv6/host_timer.h \
  models/mipv6/mipv6.c \
  models/mipv6/mipv6.h \
  models/mipv6/mn.c \
  models/mipv6/mn.h \
  models/mipv6/mn_correspondent.c \
  models/mipv6/mn_correspondent.h \
  models/mipv6/mn_route.c \
  models/mipv6/registration.c \
  models/mipv6/registration.h \
  models/mipv6/registration_update.c \
  models/mipv6/secret.c \
  models/mipv6/secret.h \
  models/mipv6/wire.c \
  models/mipv6/wire.h
