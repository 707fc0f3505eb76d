# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_codec_a_SOURCES += \
  models/codec/auth.c \
  models/codec/auth.h \
  models/codec/extension.c \
  models/codec/extension.h \
  models/codec/field.c \
  models/codec/field.h \
  models/codec/gre.c \
  models/codec/gre.h \
  models/codec/ip.c \
  models/codec/ip.h \
  models/codec/layers.c \
  models/codec/layers.h \
  models/codec/icmp6.c \
  models/codec/icmp6.h \
  models/codec/json_object.c \
  models/codec/json_object.h \
  models/codec/mh.c \
  models/codec/mh.h \
  models/codec/mh_build.c \
  models/codec/mh_json.c \
  models/codec/mh_json.h \
  models/codec/mh_json_field.c \
  models/codec/mh_json_field.h \
  models/codec/mh_json_parse.c \
  models/codec/mh_print.c \
  models/codec/mh_print.h \
  models/codec/nd.c \
  models/codec/nd.h \
  models/codec/replay.c \
  models/codec/replay.h \
  models/codec/status.c \
  models/codec/tables.c \
  models/codec/tables.h \
  models/codec/udp.c \
  models/codec/udp.h
