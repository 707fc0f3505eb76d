/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timestamp of the Mobility Message Replay Protection option (RFC 4285 6):
 * NTP format (RFC 1305), 32 bits of seconds since 1900-01-01 and 32 bits of
 * fraction.  The seconds start over in 2036; all comparisons are modulo 2^64,
 * right for times less than 68 years apart.
 *
 * Not the format of the Timestamp option of RFC 5213. */
#ifndef DMMSIM_MODELS_CODEC_REPLAY_H
#define DMMSIM_MODELS_CODEC_REPLAY_H

#include <stdint.h>

#define REPLAY_WINDOW_NS INT64_C (7000000000) /* RFC 4285 5.1, 6: default */

/* @ns since 1970-01-01, not negative; rounded down to 2^-32 s. */
uint64_t replay_timestamp (int64_t ns);
/* The time that @timestamp means, within 68 years of @near_ns and not before
 * 1970: exactly the ns that replay_timestamp() made it from, otherwise to the
 * nearest ns. */
int64_t replay_ns (uint64_t timestamp, int64_t near_ns);

enum replay_result
{
  REPLAY_FRESH,
  REPLAY_NOT_CLOSE, /* further from the receiver's clock than the window */
  REPLAY_NOT_NEWER  /* not greater than one that was accepted before */
};

/* The check of RFC 4285 6 after authentication: @now_ns the receiver's clock,
 * @window_ns the "close enough" of the association, @latest the greatest
 * timestamp accepted from this node (NULL: none).  Unless REPLAY_FRESH the
 * answer has status 144, MIPV6-ID-MISMATCH. */
enum replay_result replay_check (uint64_t timestamp, const uint64_t *latest,
                                 int64_t now_ns, int64_t window_ns);
/* What goes into the acknowledgement: the timestamp itself if @result is
 * REPLAY_FRESH, else its low-order 32 bits with the high-order ones of the
 * receiver's clock. */
uint64_t replay_answer (uint64_t timestamp, enum replay_result result,
                        int64_t now_ns);

#endif
