/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantities as scenario files write them: "5 ms", "108 km/h", "100 Mbps",
 * "160 B", "1 km", "inf".  Times and sizes become integers, from the decimal
 * text and without rounding: what does not fit exactly is refused.  Lengths,
 * speeds and rates become the nearest double. */
#ifndef DMMSIM_SCENARIOS_QUANTITY_H
#define DMMSIM_SCENARIOS_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

enum quantity
{
  QUANTITY_TIME,   /* int64_t ns */
  QUANTITY_SIZE,   /* int64_t octets */
  QUANTITY_LENGTH, /* double m */
  QUANTITY_SPEED,  /* double m/s */
  QUANTITY_RATE,   /* double bit/s */
  QUANTITIES
};

enum quantity_status
{
  QUANTITY_OK,
  QUANTITY_BAD,   /* no number, no unit, or a unit of something else */
  QUANTITY_FINE,  /* finer than 1 ns or 1 octet */
  QUANTITY_LARGE, /* does not fit */
  QUANTITY_INF    /* is "inf": the value is INFINITY or INT64_MAX */
};

/* @bare: a number without unit, in the base unit (s, octets, m, m/s, bit/s),
 * as JSON numbers are; else the unit is required. */
enum quantity_status quantity_parse_integer (enum quantity quantity,
                                             const char *text, bool bare,
                                             int64_t *value);
enum quantity_status quantity_parse_double (enum quantity quantity,
                                            const char *text, bool bare,
                                            double *value);

/* Canonical text that parses to exactly @value.  (transfer full) */
char *quantity_text_integer (enum quantity quantity, int64_t value);
char *quantity_text_double (enum quantity quantity, double value);

/* "a time such as \"20 ms\"", for messages. */
const char *quantity_expected (enum quantity quantity);
/* "ns, us, ms, s, min, h".  (transfer full) */
char *quantity_units (enum quantity quantity);
/* Regular expression (ECMA 262) of the strings that are accepted, "inf" apart.
 * (transfer full) */
char *quantity_pattern (enum quantity quantity, bool is_signed);

#endif
