/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/field.h"

#include <glib.h>
#include <string.h>

#include "models/codec/mh.h"
#include "models/codec/suboption.h"

static uint64_t
field_mask (const struct field *field)
{
  return UINT64_MAX >> (64 - field->bits);
}

/* Without the reserved bits of flags. */
static uint64_t
field_mask_sent (const struct field *field)
{
  uint64_t mask = field_mask (field);

  if (field->letters == NULL)
    return mask;
  for (unsigned i = 0; i < field->bits; i++)
    if (field->letters[i] == '-')
      mask &= ~(UINT64_C (1) << (field->bits - 1u - i));
  return mask;
}

static uint64_t
word_get (const uint8_t *wire, unsigned octets)
{
  uint64_t word = 0;

  switch (octets)
    {
    case 1:
      return wire[0];
    case 2:
      return wire_get16 (wire);
    case 4:
      return wire_get32 (wire);
    default:
      for (unsigned i = 0; i < octets; i++)
        word = word << 8 | wire[i];
      return word;
    }
}

/* Bits are or-ed in: several fields may share a word. */
static void
word_or (uint8_t *wire, unsigned octets, uint64_t word)
{
  for (unsigned i = octets; i-- > 0; word >>= 8)
    wire[i] |= (uint8_t)word;
}

void
field_set (const struct field *field, void *object, uint64_t value)
{
  uint8_t *member = (uint8_t *)object + field->offset;
  uint16_t value16 = (uint16_t)value;
  uint32_t value32 = (uint32_t)value;

  switch (field->size)
    {
    case 1:
      *member = (uint8_t)value;
      break;
    case 2:
      memcpy (member, &value16, sizeof value16);
      break;
    case 4:
      memcpy (member, &value32, sizeof value32);
      break;
    case 8:
      memcpy (member, &value, sizeof value);
      break;
    default:
      g_assert_not_reached ();
    }
}

uint64_t
field_get (const struct field *field, const void *object)
{
  const uint8_t *member = (const uint8_t *)object + field->offset;
  uint16_t value16;
  uint32_t value32;
  uint64_t value64;

  switch (field->size)
    {
    case 1:
      return *member;
    case 2:
      memcpy (&value16, member, sizeof value16);
      return value16;
    case 4:
      memcpy (&value32, member, sizeof value32);
      return value32;
    case 8:
      memcpy (&value64, member, sizeof value64);
      return value64;
    default:
      g_assert_not_reached ();
    }
}

/* Forms that no length rule of a row can tell. */
static bool
view_is_right (const struct field *field, struct view view)
{
  switch (field->form)
    {
    case FORM_NUMBERS16:
      return view.n % 2 == 0;
    case FORM_ADDRESSES:
      return view.n % 16 == 0;
    case FORM_SUBOPTIONS:
      return suboptions_are_right (field->suboptions, view);
    default:
      return true;
    }
}

bool
field_is_present (const struct field *field, const void *object)
{
  return !field->optional || ((const uint8_t *)object)[field->presence] != 0;
}

bool
field_read (const struct field *field, const uint8_t *wire, size_t n,
            void *object)
{
  uint8_t *member = (uint8_t *)object + field->offset;
  struct view rest;
  uint64_t value;

  if (field->optional)
    {
      ((uint8_t *)object)[field->presence] = n > field->at;
      if (n <= field->at)
        return true;
    }
  switch (field->kind)
    {
    case FIELD_ADDRESS:
      memcpy (member, wire + field->at, sizeof (struct address));
      return true;
    case FIELD_OCTETS:
      memcpy (member, wire + field->at, field->octets);
      return true;
    case FIELD_REST:
      rest = (struct view){ wire + field->at, n - field->at };
      memcpy (member, &rest, sizeof rest);
      return view_is_right (field, rest);
    case FIELD_SHOWN:
      return true;
    default:
      value = word_get (wire + field->at, field->octets) >> field->shift
              & field_mask (field);
      field_set (field, object, value);
      return field->kind != FIELD_PREFIX_LENGTH || value <= 128;
    }
}

bool
fields_read (const struct field *fields, const uint8_t *wire, size_t n,
             void *object)
{
  if (fields == NULL)
    return true;
  for (; fields->kind != FIELD_END; fields++)
    if (!field_read (fields, wire, n, object))
      return false;
  return true;
}

struct view
field_get_view (const struct field *field, const void *object)
{
  struct view view;

  memcpy (&view, (const uint8_t *)object + field->offset, sizeof view);
  return view;
}

void
field_write (const struct field *field, const void *object, uint8_t *wire)
{
  const uint8_t *member = (const uint8_t *)object + field->offset;
  struct view rest;

  if (!field_is_present (field, object))
    return;
  switch (field->kind)
    {
    case FIELD_ADDRESS:
    case FIELD_OCTETS:
      memcpy (wire + field->at, member, field->octets);
      break;
    case FIELD_REST:
      rest = field_get_view (field, object);
      if (rest.n > 0)
        memcpy (wire + field->at, rest.octets, rest.n);
      break;
    case FIELD_SHOWN:
      break;
    default:
      word_or (wire + field->at, field->octets,
               (field_get (field, object) & field_mask_sent (field))
                   << field->shift);
      break;
    }
}

void
fields_write (const struct field *fields, const void *object, uint8_t *wire)
{
  if (fields == NULL)
    return;
  for (; fields->kind != FIELD_END; fields++)
    field_write (fields, object, wire);
}

size_t
fields_size (const struct field *fields, const void *object, size_t fixed)
{
  size_t size = fixed;

  if (fields == NULL)
    return fixed;
  for (; fields->kind != FIELD_END; fields++)
    if (fields->kind == FIELD_REST)
      size = fields->at + field_get_view (fields, object).n;
    else if (fields->optional && field_is_present (fields, object))
      size = fields->at + (size_t)fields->octets;
  return size;
}
