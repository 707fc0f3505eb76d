/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/replay.h"

#include <glib.h>

#define NS_PER_S UINT64_C (1000000000)
#define HALF (UINT64_C (1) << 31)     /* of what a shift by 32 drops */
#define EPOCH_S UINT64_C (2208988800) /* 1900-01-01 to 1970-01-01 */

uint64_t
replay_timestamp (int64_t ns)
{
  uint64_t seconds, fraction;

  g_assert (ns >= 0);
  seconds = (uint64_t)ns / NS_PER_S + EPOCH_S;
  fraction = ((uint64_t)ns % NS_PER_S << 32) / NS_PER_S;
  return seconds << 32 | fraction;
}

/* 2^-32 s, of at most 2^31 s, to ns rounded to the nearest. */
static int64_t
units_to_ns (uint64_t units)
{
  uint64_t fraction = units & UINT32_MAX;

  return (int64_t)((units >> 32) * NS_PER_S
                   + ((fraction * NS_PER_S + HALF) >> 32));
}

/* @a - @b in ns, of two timestamps less than 68 years apart. */
static int64_t
difference_ns (uint64_t a, uint64_t b)
{
  uint64_t units = a - b;

  if (units <= INT64_MAX)
    return units_to_ns (units);
  return -units_to_ns (b - a);
}

int64_t
replay_ns (uint64_t timestamp, int64_t near_ns)
{
  int64_t difference = difference_ns (timestamp, replay_timestamp (near_ns));

  return MAX (near_ns + difference, 0);
}

enum replay_result
replay_check (uint64_t timestamp, const uint64_t *latest, int64_t now_ns,
              int64_t window_ns)
{
  int64_t ahead = difference_ns (timestamp, replay_timestamp (now_ns));

  if (ahead > window_ns || ahead < -window_ns)
    return REPLAY_NOT_CLOSE;
  if (latest != NULL && (int64_t)(timestamp - *latest) <= 0)
    return REPLAY_NOT_NEWER;
  return REPLAY_FRESH;
}

uint64_t
replay_answer (uint64_t timestamp, enum replay_result result, int64_t now_ns)
{
  if (result == REPLAY_FRESH)
    return timestamp;
  return (replay_timestamp (now_ns) >> 32 << 32) | (timestamp & UINT32_MAX);
}
