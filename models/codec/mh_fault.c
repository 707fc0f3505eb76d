/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_fault.h"

#include <glib.h>
#include <string.h>

#include "models/codec/tables.h"

const char *
mh_fault_name (enum mh_fault fault)
{
#define X(name, text) [MH_FAULT_##name] = text,
  static const char *const names[MH_FAULTS_N] = { MH_FAULTS (X) };
#undef X

  return names[fault];
}

/* ---- private options ----------------------------------------------- */

/* Data of a Previous MAR: address, prefix, link-layer address in 16 octets. */
enum
{
  PREVIOUS_MAR_SIZE = 48,
  PREVIOUS_MAAR_SIZE = 34, /* RFC 8885 4.5 */
  PREVIOUS_PREFIX_LENGTH = 64
};

typedef void option_rewriter (uint8_t *option);

/* Same data under today's number. */
static void
rewrite_serving (uint8_t *option)
{
  option[0] = OPTION_SERVING_MAAR;
}

static void
rewrite_link_layer (uint8_t *option)
{
  option[0] = OPTION_DLIF_LINK_LAYER;
}

/* Reserved octet and prefix length come in front; padding takes the rest. */
static void
rewrite_previous (uint8_t *option)
{
  const unsigned rest = PREVIOUS_MAR_SIZE - PREVIOUS_MAAR_SIZE;
  uint8_t *end = option + 2 + PREVIOUS_MAAR_SIZE;

  option[0] = OPTION_PREVIOUS_MAAR;
  option[1] = PREVIOUS_MAAR_SIZE;
  memmove (option + 4, option + 2, 2 * sizeof (struct address));
  option[2] = 0;
  option[3] = PREVIOUS_PREFIX_LENGTH;
  memset (end, 0, rest);
  end[0] = OPTION_PADN;
  end[1] = (uint8_t)(rest - 2);
}

/* Known by a length that today's option of that number cannot have. */
static const struct private_option
{
  uint8_t type, length;
  option_rewriter *rewrite;
} private_options[] = {
  { OPTION_RESTART_COUNTER, 16, rewrite_serving },
  { OPTION_IPV4_HOME_ADDRESS, PREVIOUS_MAR_SIZE, rewrite_previous },
  { OPTION_IPV4_HOME_ACK, 18, rewrite_link_layer },
};

static const struct private_option *
find_private (const uint8_t *option)
{
  for (size_t i = 0; i < G_N_ELEMENTS (private_options); i++)
    if (private_options[i].type == option[0]
        && private_options[i].length == option[1])
      return &private_options[i];
  return NULL;
}

/* ---- finding ------------------------------------------------------- */

static void
remark (struct mh_faults *faults, enum mh_fault fault, unsigned option,
        size_t at)
{
  faults->set |= 1u << fault;
  if (faults->n < MH_REMARKS_MAX)
    faults->remarks[faults->n++] = (struct mh_remark){
      .fault = (uint8_t)fault, .option = (uint8_t)option, .at = (uint16_t)at
    };
}

static size_t
header_size (const uint8_t *octets)
{
  return MH_UNIT * (octets[MH_AT_HEADER_LEN] + 1u);
}

/* Where the options start, or @n if there are none to follow. */
static size_t
options_at (const uint8_t *octets, size_t n)
{
  const struct message_row *row;

  if (n < MH_UNIT)
    return n;
  row = mh_variant_row (octets[MH_AT_TYPE], octets[MH_AT_DATA]);
  if (row == NULL || row->opaque || row->list_unit > 0)
    return n;
  return MIN (row->options_at, n);
}

/* The octet behind the option at @at; 0: it runs past @n. */
static size_t
option_end (const uint8_t *octets, size_t at, size_t n)
{
  if (octets[at] == OPTION_PAD1)
    return at + 1;
  if (n - at < 2 || n - at - 2 < octets[at + 1])
    return 0;
  return at + 2 + octets[at + 1];
}

static void
survey_option (const uint8_t *octets, size_t at, struct mh_faults *faults)
{
  unsigned type = octets[at];

  if (type == OPTION_PAD1 || type == OPTION_PADN)
    return;
  if (mh_option_padding (type, octets[at + 1], at) != 0)
    remark (faults, MH_FAULT_ALIGNMENT, type, at);
  if (find_private (octets + at) != NULL)
    remark (faults, MH_FAULT_PRIVATE_OPTION, type, at);
}

void
mh_survey (const uint8_t *octets, size_t n, struct mh_faults *faults)
{
  size_t at = options_at (octets, n), end, size;
  bool past = false;

  memset (faults, 0, sizeof *faults);
  if (n < MH_UNIT || n > MH_SIZE_MAX)
    return;
  size = header_size (octets);
  if (size < n)
    remark (faults, MH_FAULT_HEADER_LEN, 0, size);
  if (n % MH_UNIT != 0)
    remark (faults, MH_FAULT_SIZE, 0, size);
  for (; at < n && (end = option_end (octets, at, n)) != 0; at = end)
    {
      past = past || at >= size;
      survey_option (octets, at, faults);
    }
  if (past)
    remark (faults, MH_FAULT_PAST_HEADER_LEN, 0, size);
}

bool
mh_is_misaligned (const struct mh_message *message)
{
  for (unsigned i = 0; i < message->n_options; i++)
    {
      const struct mh_option *option = &message->options[i];

      if (mh_option_padding (option->type, option->raw.n, option->offset) != 0)
        return true;
    }
  return false;
}

/* ---- mending ------------------------------------------------------- */

static uint16_t
checksum_of (const uint8_t *octets, size_t n, const struct address *source,
             const struct address *destination)
{
  uint32_t sum
      = checksum_pseudo_header (source, destination, (uint32_t)n, MH_PROTOCOL);

  return checksum_finish (checksum_add (sum, octets, n));
}

/* Pad1 up to a multiple of 8. */
static size_t
complete (uint8_t *octets, size_t n)
{
  size_t size = (n + MH_UNIT - 1) / MH_UNIT * MH_UNIT;

  memset (octets + n, OPTION_PAD1, size - n);
  octets[MH_AT_HEADER_LEN] = (uint8_t)(size / MH_UNIT - 1);
  return size;
}

/* Those options go with RFC 8885's flag, which is younger than they are. */
static void
set_d (uint8_t *octets, struct mh_faults *faults)
{
  unsigned at = octets[MH_AT_TYPE] == MH_BU ? 9 : 7;
  unsigned flag = octets[MH_AT_TYPE] == MH_BU ? BU_D : BA_D;

  if (octets[MH_AT_TYPE] != MH_BU && octets[MH_AT_TYPE] != MH_BA)
    return;
  if ((octets[at] & flag) == 0)
    remark (faults, MH_FAULT_NO_D, 0, 0);
  octets[at] |= (uint8_t)flag;
}

static void
rewrite_private (uint8_t *octets, size_t n)
{
  size_t at = options_at (octets, n), end;

  for (; at < n && (end = option_end (octets, at, n)) != 0; at = end)
    {
      const struct private_option *private
          = octets[at] == OPTION_PAD1 ? NULL : find_private (octets + at);

      if (private != NULL)
      private->rewrite (octets + at);
    }
}

size_t
mh_mend (uint8_t *octets, size_t n, size_t room, const struct address *source,
         const struct address *destination, struct mh_faults *faults)
{
  memset (faults, 0, sizeof *faults);
  if (n < MH_UNIT || n > MH_SIZE_MAX || room < n + MH_UNIT - 1
      || header_size (octets) > n
      || checksum_of (octets, n, source, destination) != 0)
    return n;
  mh_survey (octets, n, faults);
  if ((faults->set & ~(1u << MH_FAULT_ALIGNMENT)) == 0)
    return n;
  n = complete (octets, n);
  if ((faults->set & 1u << MH_FAULT_PRIVATE_OPTION) != 0)
    {
      rewrite_private (octets, n);
      set_d (octets, faults);
    }
  wire_put16 (octets + MH_AT_CHECKSUM, 0);
  wire_put16 (octets + MH_AT_CHECKSUM,
              checksum_of (octets, n, source, destination));
  return n;
}
