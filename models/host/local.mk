# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/host/dmm_host.c \
  models/host/dmm_host.h \
  models/host/host_node.c \
  models/host/host_node.h
