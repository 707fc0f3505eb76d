# SPDX-License-Identifier: GPL-3.0-or-later
lib_LIBRARIES += libdmmsim-codec.a libdmmsim-models.a
libdmmsim_codec_a_SOURCES =
libdmmsim_models_a_SOURCES =
include models/codec/local.mk
include models/access/local.mk
include models/motion/local.mk
include models/traffic/local.mk
include models/mobility/local.mk
include models/ipv6/local.mk
include models/host/local.mk
include models/mipv6/local.mk
include models/hmipv6/local.mk
include models/anycast/local.mk
include models/nemo/local.mk
include models/pmipv6/local.mk
include models/multihomed/local.mk
include models/hierarchical/local.mk
include models/coexistence/local.mk
include models/attack/local.mk
include models/fault/local.mk
include models/security/local.mk
include models/dmm/local.mk
include models/distributed/local.mk
include models/bridge/local.mk
libdmmsim_models_a_SOURCES += models/architectures.c models/domain.c models/geo.c models/geo.h models/invariants.c models/invariants.h models/sites.c models/sites.h models/trace.c
