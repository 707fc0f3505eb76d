/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/codec/generate.h"

#include <string.h>

#include "models/codec/suboption.h"
#include "models/codec/tables.h"

#define TYPES 256
#define REST_MOST 40  /* octets of most variable parts ... */
#define DATA_MOST 255 /* ... and of the longest data of an option */
#define SUBOPTION_MOST 12

void
generator_init (struct generator *generator, uint32_t seed)
{
  generator->random = g_rand_new_with_seed (seed);
  generator->used = 0;
}

void
generator_clear (struct generator *generator)
{
  g_rand_free (generator->random);
}

unsigned
generate_number (struct generator *generator, unsigned low, unsigned high)
{
  return low + g_rand_int (generator->random) % (high - low + 1);
}

static void
generate_into (struct generator *generator, void *octets, size_t n)
{
  uint8_t *at = octets;

  for (size_t i = 0; i < n; i++)
    at[i] = (uint8_t)g_rand_int (generator->random);
}

struct address
generate_address (struct generator *generator)
{
  struct address address;

  generate_into (generator, &address, sizeof address);
  return address;
}

static struct view
generate_view (struct generator *generator, size_t n)
{
  uint8_t *octets = generator->octets + generator->used;

  g_assert (n <= sizeof generator->octets - generator->used);
  generate_into (generator, octets, n);
  generator->used += n;
  return (struct view){ octets, n };
}

/* Fields */

/* Reserved flags are not sent. */
static uint64_t
value_sent (const struct field *field, uint64_t value)
{
  for (unsigned i = 0; field->letters != NULL && i < field->bits; i++)
    if (field->letters[i] == '-')
      value &= ~(UINT64_C (1) << (field->bits - 1u - i));
  return value;
}

static uint64_t
generate_value (struct generator *generator, const struct field *field)
{
  uint64_t most = UINT64_MAX >> (64 - field->bits), value;

  if (field->kind == FIELD_PREFIX_LENGTH)
    most = 128;
  switch (generate_number (generator, 0, 3))
    {
    case 0:
      return 0;
    case 1:
      value = most;
      break;
    default:
      generate_into (generator, &value, sizeof value);
      value = most == UINT64_MAX ? value : value % (most + 1);
      break;
    }
  return value_sent (field, value);
}

/* Short, empty, or as long as the data of an option can be. */
static size_t
generate_length (struct generator *generator, const struct field *field)
{
  switch (generate_number (generator, 0, 9))
    {
    case 0:
      return 0;
    case 1:
      return DATA_MOST - field->at;
    default:
      return generate_number (generator, 0, REST_MOST);
    }
}

/* The least length that is allowed. */
static size_t
least_length (uint64_t lengths)
{
  size_t n = 0;

  while (!length_is_allowed (lengths, n))
    n++;
  return n;
}

static void generate_fields (struct generator *generator,
                             const struct field *fields, void *object);

/* Data of a sub-option of @row (NULL: none) that is of an allowed length;
 * returns its size. */
static size_t
generate_suboption (struct generator *generator,
                    const struct suboption_row *row, uint8_t data[DATA_MOST])
{
  const size_t used = generator->used;
  struct suboption suboption;
  size_t n;

  memset (data, 0, DATA_MOST);
  if (row == NULL)
    {
      generate_into (generator, data, SUBOPTION_MOST);
      return generate_number (generator, 0, SUBOPTION_MOST);
    }
  do
    {
      generator->used = used;
      memset (&suboption, 0, sizeof suboption);
      generate_fields (generator, row->fields, &suboption);
      n = fields_size (row->fields, &suboption, least_length (row->lengths));
    }
  while (!length_is_allowed (row->lengths, n) || n > REST_MOST);
  fields_write (row->fields, &suboption, data);
  return n;
}

/* A few sub-options, with and without a row. */
static struct view
generate_suboptions (struct generator *generator,
                     const struct suboption_table *table)
{
  uint8_t octets[4 * DATA_MOST];
  unsigned n = generate_number (generator, 1, 3);
  size_t at = 0;
  struct view view;

  for (unsigned i = 0; i < n; i++)
    {
      uint8_t data[DATA_MOST];
      unsigned type = generate_number (generator, 2, table->n + 5u);
      size_t size
          = generate_suboption (generator, suboption_row (table, type), data);

      at = suboption_put (octets, at, type, (struct view){ data, size });
    }
  view = generate_view (generator, at);
  memcpy (generator->octets + generator->used - at, octets, at);
  return view;
}

static struct view
generate_rest (struct generator *generator, const struct field *field)
{
  static const uint8_t address_sizes[] = { 0, 4, 16 };

  switch (field->form)
    {
    case FORM_ADDRESS:
      return generate_view (generator,
                            address_sizes[generate_number (generator, 0, 2)]);
    case FORM_ADDRESSES:
      return generate_view (generator, 16 * generate_number (generator, 0, 9));
    case FORM_NUMBERS16:
      return generate_view (generator, 2 * generate_number (generator, 1, 20));
    case FORM_SUBOPTIONS:
      return generate_suboptions (generator, field->suboptions);
    default:
      return generate_view (generator, generate_length (generator, field));
    }
}

static void
generate_field (struct generator *generator, const struct field *field,
                void *object)
{
  uint8_t *member = (uint8_t *)object + field->offset;
  struct view view;

  switch (field->kind)
    {
    case FIELD_UINT:
    case FIELD_PREFIX_LENGTH:
      field_set (field, object, generate_value (generator, field));
      break;
    case FIELD_ADDRESS:
    case FIELD_OCTETS:
      generate_into (generator, member, field->octets);
      break;
    case FIELD_REST:
      view = generate_rest (generator, field);
      memcpy (member, &view, sizeof view);
      break;
    case FIELD_SHOWN:
      break;
    default:
      g_error ("the generator does not know the kind of field %s", field->name);
    }
}

static void
generate_fields (struct generator *generator, const struct field *fields,
                 void *object)
{
  for (; fields != NULL && fields->kind != FIELD_END; fields++)
    {
      bool present = generate_number (generator, 0, 1) > 0;

      if (fields->optional)
        ((uint8_t *)object)[fields->presence] = present;
      if (!fields->optional || present)
        generate_field (generator, fields, object);
      if (fields->optional && fields->kind == FIELD_REST
          && field_get_view (fields, object).n == 0)
        ((uint8_t *)object)[fields->presence] = false;
    }
}

/* Also a length that its row allows, and what a flag tells of it. */
static bool
option_is_right (const struct option_row *row, const struct mh_option *option)
{
  return length_is_allowed (row->lengths,
                            fields_size (row->fields, option, row->least))
         && (row->check == NULL || row->check (option));
}

/* Messages */

void
generate_head (struct generator *generator, unsigned type,
               struct mh_message *message)
{
  generator->used = 0;
  mh_init (message, type);
  generate_fields (generator, mh_message_row (type)->fields, message);
  if (mh_message_row (type)->variants != NULL)
    message->revocation.kind = (uint8_t)generate_number (
        generator, 0, mh_message_row (type)->n_variants);
  if (type == MH_HAS)
    message->agent_switch.n = (uint8_t)(message->agent_switch.addresses.n / 16);
  if (mh_message_row (type)->opaque)
    message->opaque
        = generate_view (generator, 8 * generate_number (generator, 1, 9) - 6);
}

void
generate_option (struct generator *generator, unsigned type,
                 struct mh_message *message)
{
  const struct option_row *row = mh_option_row (type);
  const size_t used = generator->used;
  struct mh_option *option = mh_add (message, type);

  if (row != NULL)
    do
      {
        generator->used = used;
        generate_fields (generator, row->fields, option);
      }
    while (!option_is_right (row, option));
  else
    option->raw
        = generate_view (generator, generate_number (generator, 0, REST_MOST));
}

/* The option goes again if the message becomes too long by it. */
static void
generate_fitting_option (struct generator *generator, unsigned type,
                         struct mh_message *message)
{
  generate_option (generator, type, message);
  if (mh_encoded_size (message) > MH_SIZE_MAX)
    message->n_options--;
}

static bool
is_last (unsigned type)
{
  const struct option_row *row = mh_option_row (type);

  return row != NULL && row->last;
}

/* A type that is no padding; nine in ten have a row. */
static unsigned
generate_option_type (struct generator *generator)
{
  bool known = generate_number (generator, 0, 9) > 0;
  unsigned type;

  do
    type = generate_number (generator, OPTION_PADN + 1, TYPES - 1);
  while (known != (mh_option_row (type) != NULL));
  return type;
}

static unsigned
generate_message_type (struct generator *generator)
{
  unsigned type;

  do
    type = generate_number (generator, 0, TYPES - 1);
  while (mh_message_row (type) == NULL);
  return type;
}

void
generate_message (struct generator *generator, unsigned most,
                  struct mh_message *message)
{
  unsigned n = generate_number (generator, 0, most);

  generate_head (generator, generate_message_type (generator), message);
  if (mh_message_row (message->type)->opaque)
    return;
  for (unsigned i = 0; i < n; i++)
    {
      unsigned type = generate_option_type (generator);

      if (!is_last (type) || i + 1 == n)
        generate_fitting_option (generator, type, message);
    }
}

uint8_t *
generate_octets (const struct mh_message *message, const struct address *source,
                 const struct address *destination, size_t *n)
{
  uint8_t *octets;

  *n = mh_encoded_size (message);
  octets = g_malloc (*n);
  g_assert_cmpuint (mh_encode (message, source, destination, octets, *n), ==,
                    *n);
  return octets;
}

void
generate_each_message (struct generator *generator, generate_visit *visit)
{
  for (unsigned type = 0; type < TYPES; type++)
    if (mh_message_row (type) != NULL)
      visit (generator, type);
}

void
generate_each_option (struct generator *generator, generate_visit *visit)
{
  for (unsigned type = OPTION_PADN + 1; type < TYPES; type++)
    if (mh_option_row (type) != NULL)
      visit (generator, type);
}

/* Neighbour Discovery */

/* RFC 4861 4.1 to 4.5: octets before the options. */
static const uint8_t nd_sizes[] = { 8, 16, 24, 24, 40 };
/* RFC 4861 4.6, RFC 5380: type and length in units of 8 octets. */
static const uint8_t nd_options[][2]
    = { { 1, 1 }, { 2, 1 }, { 3, 4 }, { 4, 6 }, { 5, 1 }, { 23, 3 } };

static size_t
generate_nd_option (struct generator *generator, uint8_t *octets)
{
  const uint8_t *kind = nd_options[generate_number (
      generator, 0, G_N_ELEMENTS (nd_options) - 1)];
  size_t n = 8 * kind[1];

  generate_into (generator, octets, n);
  octets[0] = kind[0];
  octets[1] = kind[1];
  if (kind[0] == 3)
    octets[2] %= 129; /* prefix length */
  if (generate_number (generator, 0, 9) == 0)
    octets[0] = (uint8_t)generate_number (generator, 0, 255);
  return n;
}

size_t
generate_nd (struct generator *generator, uint8_t octets[GENERATE_MOST])
{
  unsigned kind = generate_number (generator, 0, G_N_ELEMENTS (nd_sizes) - 1);
  unsigned n_options = generate_number (generator, 0, 4);
  size_t n = nd_sizes[kind];

  generate_into (generator, octets, n);
  octets[0] = (uint8_t)(133 + kind);
  octets[1] = 0;
  for (unsigned i = 0; i < n_options; i++)
    n += generate_nd_option (generator, octets + n);
  return n;
}

/* ICMPv6 errors */

size_t
generate_icmp6 (struct generator *generator, uint8_t octets[GENERATE_MOST])
{
  size_t n = 8 + generate_number (generator, 0, 80);

  generate_into (generator, octets, n);
  octets[0] = (uint8_t)generate_number (generator, 0, 5);
  octets[1] = (uint8_t)generate_number (generator, 0, 7);
  if (n > 8)
    octets[8] = 0x60; /* version of the invoking packet */
  return n;
}

/* Packets: built from the inside out, each header put in front. */

struct packet_maker
{
  uint8_t *octets; /* GENERATE_MOST of them */
  size_t at;       /* where the packet begins so far */
  uint8_t kind;    /* next header that stands for what is there */
};

static uint8_t *
prepend (struct packet_maker *maker, size_t n, uint8_t kind)
{
  uint8_t *header;

  g_assert (n <= maker->at);
  maker->at -= n;
  header = memset (maker->octets + maker->at, 0, n);
  header[0] = maker->kind;
  maker->kind = kind;
  return header;
}

static void
prepend_home_address (struct generator *generator, struct packet_maker *maker)
{
  static const uint8_t option[] = { 1, 2, 0, 0, 0xc9, 16, 0x20, 1 };
  uint8_t *header = prepend (maker, 24, 60);

  header[1] = 2;
  memcpy (header + 2, option, sizeof option);
  generate_into (generator, header + 10, 14);
}

static void
prepend_routing (struct generator *generator, struct packet_maker *maker)
{
  uint8_t *header = prepend (maker, 24, 43);

  header[1] = 2;
  header[2] = 2;
  header[3] = 1;
  generate_into (generator, header + 8, 16);
  header[8] = 0x20;
}

static void
prepend_gre (struct generator *generator, struct packet_maker *maker)
{
  bool has_key = generate_number (generator, 0, 1) > 0;
  uint8_t *header = prepend (maker, has_key ? 8 : 4, 47);

  header[0] = has_key ? 0x20 : 0;
  wire_put16 (header + 2, 0x86dd);
}

static void
prepend_ipv6 (struct generator *generator, struct packet_maker *maker)
{
  size_t n = GENERATE_MOST - maker->at;
  uint8_t kind = maker->kind;
  uint8_t *header = prepend (maker, 40, 41);

  generate_into (generator, header + 7, 33);
  header[0] = 0x60;
  header[8] = header[24] = 0x20;
  wire_put16 (header + 4, (unsigned)n);
  header[6] = kind;
}

size_t
generate_packet (struct generator *generator, uint8_t octets[GENERATE_MOST])
{
  struct packet_maker maker = { octets, GENERATE_MOST, 135 };
  unsigned n_tunnels = generate_number (generator, 0, 2);
  struct mh_message message;
  size_t n;

  do
    generate_message (generator, 2, &message);
  while (mh_encoded_size (&message) > GENERATE_MOST / 2);
  n = mh_encoded_size (&message);
  maker.at -= n;
  mh_encode (&message, NULL, NULL, octets + maker.at, n);
  if (generate_number (generator, 0, 1) > 0)
    prepend_home_address (generator, &maker);
  if (generate_number (generator, 0, 1) > 0)
    prepend_routing (generator, &maker);
  prepend_ipv6 (generator, &maker);
  for (unsigned i = 0; i < n_tunnels; i++)
    {
      if (generate_number (generator, 0, 1) > 0)
        prepend_gre (generator, &maker);
      prepend_ipv6 (generator, &maker);
    }
  n = GENERATE_MOST - maker.at;
  memmove (octets, octets + maker.at, n);
  return n;
}

/* Comparison */

static bool
views_are_equal (struct view a, struct view b)
{
  return a.n == b.n && (a.n == 0 || memcmp (a.octets, b.octets, a.n) == 0);
}

static bool
field_is_equal (const struct field *field, const void *a, const void *b)
{
  if (field_is_present (field, a) != field_is_present (field, b))
    return false;
  switch (field->kind)
    {
    case FIELD_ADDRESS:
    case FIELD_OCTETS:
      return memcmp ((const uint8_t *)a + field->offset,
                     (const uint8_t *)b + field->offset, field->octets)
             == 0;
    case FIELD_REST:
      return views_are_equal (field_get_view (field, a),
                              field_get_view (field, b));
    case FIELD_SHOWN:
      return true;
    default:
      return value_sent (field, field_get (field, a))
             == value_sent (field, field_get (field, b));
    }
}

static const char *
fields_difference (const struct field *fields, const void *a, const void *b)
{
  for (; fields != NULL && fields->kind != FIELD_END; fields++)
    if (!field_is_equal (fields, a, b))
      return fields->name;
  return NULL;
}

static const char *
option_difference (const struct mh_option *a, const struct mh_option *b)
{
  const struct option_row *row = mh_option_row (a->type);

  if (a->type != b->type)
    return "type of an option";
  if (row != NULL)
    return fields_difference (row->fields, a, b);
  return views_are_equal (a->raw, b->raw) ? NULL : "octets of an option";
}

const char *
message_difference (const struct mh_message *a, const struct mh_message *b)
{
  const char *difference;

  if (a->type != b->type)
    return "type";
  if (a->n_options != b->n_options)
    return "number of options";
  difference = fields_difference (mh_row_of (a)->fields, a, b);
  for (unsigned i = 0; i < a->n_options && difference == NULL; i++)
    difference = option_difference (&a->options[i], &b->options[i]);
  return difference;
}
