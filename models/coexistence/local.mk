# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/coexistence/coexistence.c \
  models/coexistence/coexistence.h \
  models/coexistence/parameters.c
