/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/limits.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/verbs.h"
#include "scenarios/quantity.h"

/* ---- options ------------------------------------------------------- */

static bool
read_count (const char *option, const char *text, uint64_t *count)
{
  guint64 value;

  if (text == NULL)
    return true;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT64, &value, NULL))
    {
      message ("--%s %s: expected a number of events, 1 or more", option, text);
      return false;
    }
  *count = value;
  return true;
}

static bool
read_quantity (const char *option, const char *text, enum quantity quantity,
               int64_t *value)
{
  if (text == NULL)
    return true;
  if ((quantity_parse_integer (quantity, text, false, value) == QUANTITY_OK
       || quantity_parse_integer (quantity, text, true, value) == QUANTITY_OK)
      && *value > 0)
    return true;
  message ("--%s %s: expected %s, above 0", option, text,
           quantity_expected (quantity));
  return false;
}

bool
limits_read (const struct limit_options *options, struct limits *limits)
{
  int64_t memory = 0, wall = 0; /* octets, ns */

  *limits = (struct limits){ 0 };
  if (!read_count ("max-events", options->events, &limits->events)
      || !read_quantity ("max-memory", options->memory, QUANTITY_SIZE, &memory)
      || !read_quantity ("max-wall", options->wall, QUANTITY_TIME, &wall)
      || !read_count ("check-invariants", options->invariants,
                      &limits->invariants))
    return false;
  limits->memory = (uint64_t)memory;
  limits->wall = wall > 0 ? MAX (wall / 1000, 1) : 0;
  return true;
}

void
limit_options_clear (struct limit_options *options)
{
  g_free (options->events);
  g_free (options->memory);
  g_free (options->wall);
  g_free (options->invariants);
}

char *
limit_options_words (const struct limit_options *options)
{
  const struct
  {
    const char *name, *value;
  } all[] = { { "max-events", options->events },
              { "max-memory", options->memory },
              { "max-wall", options->wall },
              { "check-invariants", options->invariants } };
  GString *words = g_string_new (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i].value != NULL)
      {
        g_autofree char *quoted = g_shell_quote (all[i].value);

        g_string_append_printf (words, " --%s %s", all[i].name, quoted);
      }
  return g_string_free (words, FALSE);
}

/* ---- looking ------------------------------------------------------- */

/* Octets resident now, 0 where the kernel does not tell. */
static uint64_t
resident_memory (void)
{
  FILE *file = fopen ("/proc/self/statm", "re");
  unsigned long long pages = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%*u %llu", &pages) != 1)
    pages = 0;
  fclose (file);
  return pages * (uint64_t)sysconf (_SC_PAGESIZE);
}

const char *
limits_reached (const struct limits *limits, int64_t began)
{
  if (limits->memory > 0 && resident_memory () > limits->memory)
    return "max-memory";
  if (limits->wall > 0 && g_get_monotonic_time () - began >= limits->wall)
    return "max-wall";
  return NULL;
}
