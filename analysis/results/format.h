/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as text: the shortest decimal that reads back as the same value,
 * whatever the locale. */
#ifndef DMMSIM_ANALYSIS_RESULTS_FORMAT_H
#define DMMSIM_ANALYSIS_RESULTS_FORMAT_H

#include "sim/time.h"

#define FORMAT_SIZE 40

/* "" for NAN and infinities. */
const char *format_number (double value, char text[FORMAT_SIZE]);
/* Nanoseconds as seconds, exact, without trailing zeros; "" for
 * SIM_TIME_NONE. */
const char *format_time (sim_time t, char text[FORMAT_SIZE]);

#endif
