# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/nemo/nemo.c \
  models/nemo/nemo.h \
  models/nemo/network.c \
  models/nemo/prefixes.c \
  models/nemo/router.c
