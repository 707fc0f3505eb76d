# SPDX-License-Identifier: GPL-3.0-or-later
libdmmsim_models_a_SOURCES += \
  models/motion/fcd.c \
  models/motion/fcd_reader.c \
  models/motion/fcd_reader.h \
  models/motion/fcd_survey.c \
  models/motion/fcd_survey.h \
  models/motion/highway.c \
  models/motion/manhattan.c \
  models/motion/markov.c \
  models/motion/models.h \
  models/motion/motion.c \
  models/motion/motion.h \
  models/motion/ns2.c \
  models/motion/ns2_state.c \
  models/motion/ns2_trace.c \
  models/motion/ns2_trace.h \
  models/motion/ns2_words.c \
  models/motion/ns2_words.h \
  models/motion/placement.c \
  models/motion/placement.h \
  models/motion/random_waypoint.c \
  models/motion/ride.c \
  models/motion/schedule.c \
  models/motion/static.c \
  models/motion/steady.c \
  models/motion/steady.h \
  models/motion/walk.c \
  models/motion/walk.h
