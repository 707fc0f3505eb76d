# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += models/ipv6/ipv6.c models/ipv6/ipv6.h \
  models/ipv6/subnet.c models/ipv6/subnet.h
