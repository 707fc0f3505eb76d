/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh.h"

#include <glib.h>
#include <string.h>

#include "models/codec/tables.h"

const char *
mh_result_text (enum mh_result result)
{
  static const char *const texts[] = {
    [MH_OK] = "ok",
    [MH_TRUNCATED] = "shorter than its Header Len",
    [MH_BAD_CHECKSUM] = "wrong checksum",
    [MH_UNKNOWN_TYPE] = "unknown MH Type",
    [MH_BAD_PROTO] = "Payload Proto is not 59",
    [MH_BAD_LENGTH] = "Header Len below the least of its type",
    [MH_BAD_OPTION] = "option of wrong length or value",
    [MH_TOO_MANY_OPTIONS] = "too many options",
    [MH_OPTION_NOT_LAST] = "authorization data is not the last option",
  };

  return texts[result];
}

/* Decoding */

/* The sum over pseudo-header and message is 0xffff when the field is right. */
static bool
checksum_is_right (const uint8_t *octets, size_t n,
                   const struct address *source,
                   const struct address *destination)
{
  uint32_t sum
      = checksum_pseudo_header (source, destination, (uint32_t)n, MH_PROTOCOL);

  return checksum_finish (checksum_add (sum, octets, n)) == 0;
}

/* Where the options of a message of @size octets start; beyond its end if its
 * list says so. */
static size_t
row_options_at (const struct message_row *row, const uint8_t *octets,
                size_t size)
{
  if (row->opaque)
    return size;
  return row->options_at + (size_t)row->list_unit * octets[MH_AT_DATA];
}

/* RFC 6275 9.2, in its order; @n is what Header Len says. */
static enum mh_result
check_header (const uint8_t *octets, size_t n, const struct address *source,
              const struct address *destination)
{
  const struct message_row *row = mh_message_row (octets[MH_AT_TYPE]);

  if (source != NULL && !checksum_is_right (octets, n, source, destination))
    return MH_BAD_CHECKSUM;
  if (row == NULL)
    return MH_UNKNOWN_TYPE;
  if (octets[MH_AT_PAYLOAD_PROTO] != MH_PAYLOAD_PROTO)
    return MH_BAD_PROTO;
  if (n < row->options_at)
    return MH_BAD_LENGTH;
  return MH_OK;
}

/* The option at @octets + @at, which lies before @end. */
static enum mh_result
read_option (const uint8_t *octets, size_t at, size_t end,
             struct mh_message *message)
{
  const struct option_row *row = mh_option_row (octets[at]);
  struct mh_option *option;

  if (message->n_options == MH_OPTIONS_MAX)
    return MH_TOO_MANY_OPTIONS;
  option = mh_add (message, octets[at]);
  option->offset = (uint16_t)at;
  option->raw = (struct view){ octets + at + 2, octets[at + 1] };
  if (row == NULL)
    return MH_OK;
  if (!length_is_allowed (row->lengths, option->raw.n)
      || !fields_read (row->fields, option->raw.octets, option->raw.n, option)
      || (row->check != NULL && !row->check (option)))
    return MH_BAD_OPTION;
  if (row->last && at + 2 + option->raw.n != end)
    return MH_OPTION_NOT_LAST;
  return MH_OK;
}

static enum mh_result
read_options (const uint8_t *octets, size_t at, size_t end,
              struct mh_message *message)
{
  enum mh_result result = MH_OK;

  while (at < end && result == MH_OK)
    {
      if (octets[at] == OPTION_PAD1)
        {
          at++;
          continue;
        }
      if (end - at < 2 || end - at - 2 < octets[at + 1])
        return MH_BAD_OPTION;
      if (octets[at] != OPTION_PADN)
        result = read_option (octets, at, end, message);
      at += 2u + octets[at + 1];
    }
  return result;
}

enum mh_result
mh_decode (const uint8_t *octets, size_t n, const struct address *source,
           const struct address *destination, struct mh_message *message)
{
  const struct message_row *row;
  enum mh_result result;
  size_t size, options_at;

  mh_init (message, MH_BRR);
  if (n < MH_UNIT)
    return MH_TRUNCATED;
  size = MH_UNIT * (octets[MH_AT_HEADER_LEN] + 1u);
  message->type = octets[MH_AT_TYPE];
  message->reserved = octets[MH_AT_RESERVED];
  message->checksum = wire_get16 (octets + MH_AT_CHECKSUM);
  if (n < size)
    return MH_TRUNCATED;
  result = check_header (octets, size, source, destination);
  if (result != MH_OK)
    return result;
  row = mh_variant_row (message->type, octets[MH_AT_DATA]);
  options_at = row_options_at (row, octets, size);
  if (options_at > size)
    return MH_BAD_LENGTH;
  if (!fields_read (row->fields, octets, options_at, message))
    return MH_BAD_OPTION;
  return read_options (octets, options_at, size, message);
}

/* Encoding */

struct alignment
{
  size_t multiple, remainder;
};

/* Where options of @row with @n octets of data may start; the last one so that
 * nothing is left to pad behind it (RFC 6275 6.2.7). */
static struct alignment
option_alignment (const struct option_row *row, size_t n)
{
  if (row->last)
    return (struct alignment){ MH_UNIT, MH_UNIT - (n + 2) % MH_UNIT };
  if (row->align_longer > 0 && n > row->least)
    return (struct alignment){ row->align_longer, row->remainder_longer };
  return (struct alignment){ row->align, row->remainder };
}

/* Padding from @at to the next such place. */
static size_t
padding_before (size_t at, const struct option_row *row, size_t n)
{
  struct alignment to;

  if (row == NULL)
    return 0;
  to = option_alignment (row, n);
  return (to.multiple + to.remainder - at % to.multiple) % to.multiple;
}

size_t
mh_option_padding (unsigned type, size_t n, size_t at)
{
  return padding_before (at, mh_option_row (type), n);
}

static size_t
data_size (const struct option_row *row, const struct mh_option *option)
{
  if (row == NULL)
    return option->raw.n;
  return fields_size (row->fields, option, row->least);
}

static size_t
padding_at_end (size_t at)
{
  return (MH_UNIT - at % MH_UNIT) % MH_UNIT;
}

/* @n octets of padding, zeroed already, as RFC 6275 6.2.2 and 6.2.3. */
static void
write_padding (uint8_t *octets, size_t n)
{
  if (n < 2)
    return;
  octets[0] = OPTION_PADN;
  octets[1] = (uint8_t)(n - 2);
}

static void
write_option (const struct mh_option *option, const struct option_row *row,
              size_t n, uint8_t *octets)
{
  g_assert (n <= UINT8_MAX);
  octets[0] = option->type;
  octets[1] = (uint8_t)n;
  if (row != NULL)
    fields_write (row->fields, option, octets + 2);
  else if (n > 0)
    memcpy (octets + 2, option->raw.octets, n);
}

size_t
mh_encoded_size (const struct mh_message *message)
{
  size_t at = mh_options_at (message);

  for (unsigned i = 0; i < message->n_options; i++)
    {
      const struct mh_option *option = &message->options[i];
      const struct option_row *option_row = mh_option_row (option->type);

      size_t n = data_size (option_row, option);

      at += padding_before (at, option_row, n) + 2 + n;
    }
  return at + padding_at_end (at);
}

static void
write_options (const struct mh_message *message, size_t at, uint8_t *octets)
{
  for (unsigned i = 0; i < message->n_options; i++)
    {
      const struct mh_option *option = &message->options[i];
      const struct option_row *row = mh_option_row (option->type);
      size_t n = data_size (row, option);
      size_t padding = padding_before (at, row, n);

      write_padding (octets + at, padding);
      write_option (option, row, n, octets + at + padding);
      at += padding + 2 + n;
    }
  write_padding (octets + at, padding_at_end (at));
}

size_t
mh_encode (const struct mh_message *message, const struct address *source,
           const struct address *destination, uint8_t *octets, size_t room)
{
  const struct message_row *row = mh_row_of (message);
  size_t size = mh_encoded_size (message);
  uint32_t sum;

  g_assert (size <= room && size <= MH_SIZE_MAX);
  memset (octets, 0, size);
  octets[MH_AT_PAYLOAD_PROTO] = MH_PAYLOAD_PROTO;
  octets[MH_AT_HEADER_LEN] = (uint8_t)(size / MH_UNIT - 1);
  octets[MH_AT_TYPE] = message->type;
  fields_write (row->fields, message, octets);
  if (!row->opaque)
    write_options (message, mh_options_at (message), octets);
  if (source == NULL)
    return size;
  sum = checksum_pseudo_header (source, destination, (uint32_t)size,
                                MH_PROTOCOL);
  wire_put16 (octets + MH_AT_CHECKSUM,
              checksum_finish (checksum_add (sum, octets, size)));
  return size;
}
