# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/hmipv6/hmipv6.c \
  models/hmipv6/hmipv6.h \
  models/hmipv6/local.c \
  models/hmipv6/local.h \
  models/hmipv6/map.c \
  models/hmipv6/map.h \
  models/hmipv6/selection.c \
  models/hmipv6/selection.h
