# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/attack/answer.c \
  models/attack/attack.c \
  models/attack/attack.h \
  models/attack/attacker.h \
  models/attack/compose.c \
  models/attack/hearing.c \
  models/attack/kinds.c \
  models/attack/parameters.c \
  models/attack/replay.c \
  models/attack/routability.c \
  models/attack/send.c \
  models/attack/solicitation.c
