# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/security/association.c \
  models/security/association.h \
  models/security/parameters.c \
  models/security/parameters.h \
  models/security/policy.c \
  models/security/rate_limit.c \
  models/security/security.c \
  models/security/security.h \
  models/security/setup.c \
  models/security/state.h \
  models/security/wire.c
