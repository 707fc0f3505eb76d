/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a key takes, in words. */
#include <string.h>

#include "scenarios/reader.h"

static char *
names_of (const struct parameter *row)
{
  g_autoptr (GString) list = g_string_new (NULL);

  if (row->type == PARAMETER_ENUM)
    for (int i = 0; row->choices[i]; i++)
      g_string_append_printf (list, "%s\"%s\"", i ? ", " : "", row->choices[i]);
  else
    for (int i = 0; row->variants[i]; i++)
      g_string_append_printf (list, "%s\"%s\"", i ? ", " : "",
                              row->variants[i]->name);
  return g_string_free (g_steal_pointer (&list), FALSE);
}

/* [["0 s", "ar1"], ...] */
static char *
tuple_words (const struct parameter *row)
{
  g_autoptr (GString) list = g_string_new ("a list of [");

  for (const struct parameter *column = row->of; column->key; column++)
    g_string_append_printf (list, "%s%s", column == row->of ? "" : ", ",
                            column->key);
  return g_strdup_printf ("%s]", list->str);
}

static char *
variant_words (const struct parameter *row)
{
  g_autofree char *names = names_of (row);

  if (row->style == VARIANT_TAG)
    return g_strdup_printf ("an object with \"%s\": one of %s", row->tag,
                            names);
  return g_strdup_printf ("an object with one key out of %s", names);
}

static char *
object_words (const struct parameter *row)
{
  if (row->word)
    return g_strdup_printf ("\"%s\" or an object", row->word);
  if (row->tag)
    return g_strdup_printf ("an object, or a string that gives the \"%s\"",
                            row->tag);
  return g_strdup ("an object");
}

static char *
list_words (const struct parameter *row)
{
  if (row->flags & PARAMETER_TUPLE)
    return tuple_words (row);
  if (row->tag)
    return g_strdup_printf ("a list of objects, or of strings that give the "
                            "\"%s\"",
                            row->tag);
  return g_strdup ("a list of objects");
}

static const char *
string_words (const struct parameter *row)
{
  switch (row->reference)
    {
    case REFERENCE_NODE:
      return "the name of a node";
    case REFERENCE_PLACE:
      return "the name of a node, or \"anchor\", \"controller\"";
    case REFERENCE_ACCESS:
      return "the name of an access site";
    case REFERENCE_CORRESPONDENT:
      return "the name of a correspondent site";
    case REFERENCE_MOBILE_NODES:
      return "the name of an entry of mobile_nodes";
    case REFERENCE_TECHNOLOGY:
      return "the name of one of access.technologies";
    case REFERENCE_DECLARES:
      return "a name";
    default:
      return "a string";
    }
}

static char *
type_words (const struct parameter *row)
{
  switch (row->type)
    {
    case PARAMETER_BOOL:
      return g_strdup ("true or false");
    case PARAMETER_INTEGER:
      return g_strdup ("an integer");
    case PARAMETER_SEED:
      return g_strdup ("an integer of 64 bits, above 2^53 as a string");
    case PARAMETER_NUMBER:
      return g_strdup ("a number");
    case PARAMETER_PROBABILITY:
      return g_strdup ("a probability from 0 to 1");
    case PARAMETER_TIME:
    case PARAMETER_SIZE:
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
      return g_strdup (quantity_expected (parameter_quantity (row->type)));
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_SIZE:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
      return g_strdup_printf (
          "%s or a law such as {\"uniform\": [least, greatest]}",
          quantity_expected (parameter_quantity (row->type)));
    case PARAMETER_STRING:
      return g_strdup (string_words (row));
    case PARAMETER_FILE:
      return g_strdup ("the name of a file");
    case PARAMETER_ENUM:
      {
        g_autofree char *names = names_of (row);

        return g_strdup_printf ("one of %s", names);
      }
    case PARAMETER_POSITION:
      return g_strdup ("a position [x, y] in metres");
    case PARAMETER_STRINGS:
      return g_strdup ("a list of strings");
    case PARAMETER_OBJECT:
      return object_words (row);
    case PARAMETER_OBJECTS:
      return list_words (row);
    case PARAMETER_VARIANT:
      return variant_words (row);
    default:
      return g_strdup (((const struct custom_type *)row->custom)->expected);
    }
}

static char *
range_words (const struct parameter *row)
{
  g_autofree char *least = NULL, *greatest = NULL;

  if (row->minimum == 0 && row->maximum == 0)
    return g_strdup ("");
  least = json_number_text (row->minimum);
  greatest = json_number_text (row->maximum);
  return g_strdup_printf (" from %s to %s", least, greatest);
}

/* Types for which "above 0" and "not negative" mean something. */
static bool
is_numeric (enum parameter_type type)
{
  switch (type)
    {
    case PARAMETER_INTEGER:
    case PARAMETER_NUMBER:
    case PARAMETER_TIME:
    case PARAMETER_LENGTH:
    case PARAMETER_SPEED:
    case PARAMETER_RATE:
    case PARAMETER_SIZE:
    case PARAMETER_LAW_TIME:
    case PARAMETER_LAW_LENGTH:
    case PARAMETER_LAW_SPEED:
    case PARAMETER_LAW_SIZE:
      return true;
    default:
      return false;
    }
}

static const char *
sign_words (const struct parameter *row)
{
  if (!is_numeric (row->type) || (row->flags & PARAMETER_SIGNED))
    return "";
  if (row->type == PARAMETER_RATE)
    return ", at least 1 bps";
  if (row->flags & PARAMETER_POSITIVE)
    return ", above 0";
  return row->minimum != 0 || row->maximum != 0 ? "" : ", not negative";
}

char *
parameter_expected (const struct parameter *row)
{
  g_autofree char *type = type_words (row);
  g_autofree char *range = range_words (row);
  bool infinite
      = row->type == PARAMETER_RATE || (row->flags & PARAMETER_INFINITE);

  return g_strconcat (type, range, sign_words (row),
                      infinite ? ", or \"inf\"" : "", NULL);
}
