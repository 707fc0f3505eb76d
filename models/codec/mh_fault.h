/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What deployed programs get wrong in Mobility Headers, how to find it, and
 * how to mend what can be mended without guessing.
 *
 * mh_decode() is strict as the RFCs are; it stays so.  A receiver that wants
 * to live with such programs lets mh_mend() put the octets right first, then
 * decodes them as any others: what was forgiven is in the report, and nobody
 * behind needs to know.  Nothing here allocates. */
#ifndef DMMSIM_MODELS_CODEC_MH_FAULT_H
#define DMMSIM_MODELS_CODEC_MH_FAULT_H

#include "models/codec/mh.h"

/* How a receiver takes what others send. */
enum mh_leniency
{
  MH_STRICT,    /* as the RFCs ask */
  MH_REAL_WORLD /* as deployed programs need it */
};

/* Names as results have them.  The first ones are in the octets, found by
 * mh_survey(); the others are for the entities to find (models/mobility).
 * doc/models/leniency.md tells them all. */
#define MH_FAULTS(X)                                                           \
  X (HEADER_LEN, "header-len") /* less than the IPv6 header carries, RFC       \
                                  6275 6.1.1 */                                \
  X (SIZE, "size")             /* not a multiple of 8 octets, the same */      \
  X (PAST_HEADER_LEN, "past-header-len") /* an option begins behind it */      \
  X (ALIGNMENT, "alignment")             /* RFC 6275 6.2.1 */                  \
  X (PRIVATE_OPTION, "private-option")   /* 28, 29, 30 as Serving MAR,         \
                                            Previous MAR and DLIF, from        \
                                            before RFC 8885 */                 \
  X (NO_P, "no-p")                       /* acknowledgement, RFC 5213 8.2 */   \
  X (NO_D, "no-d") /* of MAAR or CMD, RFC 8885 4.1, 4.2 */                     \
  X (NO_HANDOFF, "no-handoff-indicator")    /* acknowledgement without, RFC    \
                                               5213 5.3.6 */                   \
  X (NO_TECHNOLOGY, "no-access-technology") /* the same */                     \
  X (HOST_PREFIX, "host-prefix")            /* 128 bits, meant as 64, 8.3 */   \
  X (PREFIX_ASKED, "prefix-asked")          /* the MAG has chosen it, 5.3.2 */ \
  X (RAW_IDENTIFIER, "raw-identifier") /* link-layer address, no NAI, 6.6 */   \
  X (TIMESTAMP_ORDER, "timestamp-order")                                       \
  /* halves are little-endian, 8.8 */                                          \
  X (HANDOFF, "handoff-indicator") /* not what the node did, 6.9.1.1 */
#define X(name, text) MH_FAULT_##name,
enum mh_fault
{
  MH_FAULTS (X) MH_FAULTS_N
};
#undef X
const char *mh_fault_name (enum mh_fault fault);

/* A fault found. */
struct mh_remark
{
  uint8_t fault;  /* enum mh_fault */
  uint8_t option; /* type of the option it is about, or 0 */
  uint16_t at;    /* of that option, octets from the start; else the size that
                     Header Len says */
};

#define MH_REMARKS_MAX 32 /* more are counted in `set` only */

struct mh_faults
{
  uint32_t set; /* 1 << enum mh_fault */
  unsigned n;
  struct mh_remark remarks[MH_REMARKS_MAX];
};

/* Lists what is wrong with the @n octets that an IPv6 header carries as a
 * Mobility Header; options are followed up to @n whatever Header Len says.
 * What is beyond forgiving (cut short, options that run past @n) is
 * mh_decode()'s to tell. */
void mh_survey (const uint8_t *octets, size_t n, struct mh_faults *faults);

/* Is an option of a decoded @message not where its alignment wants it?  */
bool mh_is_misaligned (const struct mh_message *message);

/* Puts right in place what real senders get wrong in the octets: Header Len and
 * padding as RFC 6275 6.1.1 has them, today's numbers and forms for private
 * options, then the checksum.  Alignment is listed and left: mh_decode() reads
 * any.  Octets that the checksum does not vouch for up to their end are left
 * alone, with nothing listed.  @room: octets there are at @octets, of which up
 * to @n + 7 are needed.  Returns the size, a multiple of 8 if mended. */
size_t mh_mend (uint8_t *octets, size_t n, size_t room,
                const struct address *source, const struct address *destination,
                struct mh_faults *faults);

#endif
