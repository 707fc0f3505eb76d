# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/hierarchical/breakout.c \
  models/hierarchical/breakout.h \
  models/hierarchical/hierarchical.c \
  models/hierarchical/hierarchical.h \
  models/hierarchical/revocation.c \
  models/hierarchical/sgw.c \
  models/hierarchical/sgw.h \
  models/hierarchical/sgw_routes.c \
  models/hierarchical/sgw_session.c
