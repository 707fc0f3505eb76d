# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/distributed/distributed.c models/distributed/distributed.h \
  models/distributed/ring.c models/distributed/ring.h \
  models/distributed/location.c models/distributed/location.h \
  models/distributed/session.c models/distributed/session.h \
  models/distributed/bule.c models/distributed/lookup.c \
  models/distributed/flood.c
EXTRA_DIST += doc/models/dmm-distributed.md
