# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/dmm/capacity.c \
  models/dmm/invariants.c models/dmm/invariants.h \
  models/dmm/dmm.c models/dmm/dmm.h \
  models/dmm/prefix_list.c models/dmm/prefix_list.h \
  models/dmm/maar.c models/dmm/maar.h models/dmm/maar_cmd.c \
  models/dmm/maar_register.c models/dmm/maar_serving.c \
  models/dmm/maar_tunnel.c \
  models/dmm/reachability.c \
  models/dmm/reachability.h models/dmm/maar_previous.c \
  models/dmm/cmd.c models/dmm/cmd.h models/dmm/cmd_answer.c \
  models/dmm/cmd_update.c
EXTRA_DIST += doc/models/dmm.md doc/models/control-load.md
