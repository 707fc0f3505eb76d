# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/fault/fault.c \
  models/fault/fault.h \
  models/fault/fault_parameters.c \
  models/fault/fault_target.c \
  models/fault/fault_target.h
