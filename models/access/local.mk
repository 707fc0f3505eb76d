# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/access/access.c \
  models/access/access.h \
  models/access/cell_index.c \
  models/access/cell_rule.c \
  models/access/cell_rule.h \
  models/access/cells.c \
  models/access/echo.c \
  models/access/foresight.c \
  models/access/handover.c \
  models/access/host.c \
  models/access/l2.c \
  models/access/outside.c \
  models/access/outside.h \
  models/access/parameters.c \
  models/access/riding.c \
  models/access/router.c \
  models/access/state.h
