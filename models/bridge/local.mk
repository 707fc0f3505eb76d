# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/bridge/attach.c \
  models/bridge/bridge.c \
  models/bridge/bridge.h \
  models/bridge/config.c \
  models/bridge/gateway.c \
  models/bridge/neighbors.c \
  models/bridge/neighbors.h \
  models/bridge/role.h \
  models/bridge/role_correspondent.c \
  models/bridge/role_entity.c \
  models/bridge/role_mobile_node.c \
  models/bridge/roles.c \
  models/bridge/roles.h \
  models/bridge/errors.c
