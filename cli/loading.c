/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/loading.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "analysis/metrics/metrics.h"
#include "cli/verbs.h"
#include "scenarios/reader.h"

/* Greatest seed that is a plain number in a scenario file. */
#define PLAIN_SEED_MAX (UINT64_C (1) << 53)

static bool
parse_seed (const char *text, uint64_t *seed)
{
  char *end;

  errno = 0;
  *seed = g_ascii_strtoull (text, &end, 10);
  return g_ascii_isdigit (*text) && *end == '\0' && errno == 0;
}

bool
loading_options_resolve (struct loading_options *options)
{
  uint64_t seed;

  if (options->seed == NULL)
    return true;
  if (strcmp (options->seed, "random") != 0)
    {
      if (parse_seed (options->seed, &seed))
        return true;
      message ("--seed %s: a whole number from 0 to %" G_GUINT64_FORMAT
               ", or 'random'",
               options->seed, UINT64_MAX);
      return false;
    }
  if (getrandom (&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
    {
      message ("--seed random: the system has no random numbers: %s",
               g_strerror (errno));
      return false;
    }
  g_free (options->seed);
  options->seed = g_strdup_printf ("%" G_GUINT64_FORMAT, seed % PLAIN_SEED_MAX);
  message ("seed %s", options->seed);
  return true;
}

void
loading_options_clear (struct loading_options *options)
{
  g_strfreev (options->set);
  g_free (options->seed);
}

/* Overrides in order: architecture, --set, --seed. (transfer full) */
static char **
overrides_new (const struct loading_options *options, const char *architecture)
{
  GPtrArray *overrides = g_ptr_array_new ();
  uint64_t seed;

  if (architecture != NULL)
    g_ptr_array_add (overrides,
                     g_strdup_printf ("architecture=%s", architecture));
  for (char **set = options->set; set != NULL && *set != NULL; set++)
    g_ptr_array_add (overrides, g_strdup (*set));
  if (options->seed != NULL && parse_seed (options->seed, &seed))
    g_ptr_array_add (
        overrides,
        g_strdup_printf (seed <= PLAIN_SEED_MAX ? "seed=%s" : "seed=\"%s\"",
                         options->seed));
  g_ptr_array_add (overrides, NULL);
  return (char **)g_ptr_array_free (overrides, FALSE);
}

/* What may have been meant by @name: every metric, with the label of @name
 * where it can carry that. (transfer full) */
static GPtrArray *
metric_candidates (const char *name)
{
  GPtrArray *candidates = g_ptr_array_new_with_free_func (g_free);
  const char *label = name + strcspn (name, "{");

  for (const struct metric_definition *d = metric_definitions; d->name; d++)
    {
      char *candidate = g_strconcat (d->name, label, NULL);

      if (!metric_known (candidate))
        {
          g_free (candidate);
          candidate = g_strdup (d->name);
        }
      g_ptr_array_add (candidates, candidate);
    }
  return candidates;
}

/* Does @s expect things of metrics that there are?  False after a message. */
static bool
check_expected_metrics (const scenario *s)
{
  const struct expectation *expect = s->expect.items;

  for (size_t i = 0; i < s->expect.n; i++)
    if (!metric_known (expect[i].metric))
      {
        g_autoptr (GPtrArray) known = metric_candidates (expect[i].metric);
        g_autoptr (reader) r = reader_new (s->path);

        reader_enter (r, "expect");
        reader_enter (r, expect[i].metric);
        reader_unknown (r, "metric", expect[i].metric, known);
        message_error (g_steal_pointer (&r->error));
        return false;
      }
  return true;
}

static scenario *
load_with (const char *path, const struct loading_options *options,
           const char *architecture)
{
  char **overrides = overrides_new (options, architecture);
  GError *error = NULL;
  scenario *s = scenario_load (path, (const char *const *)overrides, &error);

  g_strfreev (overrides);
  if (s == NULL)
    message_error (error);
  else if (!check_expected_metrics (s))
    g_clear_pointer (&s, scenario_free);
  return s;
}

/* Is @architecture the one that the file itself names? */
static bool
is_own_architecture (const char *path, const char *architecture)
{
  scenario *s = scenario_load (path, NULL, NULL);
  bool own
      = s == NULL || strcmp (s->architecture.chosen->name, architecture) == 0;

  if (s != NULL)
    scenario_free (s);
  return own; /* a file that cannot be loaded is for load() to complain of */
}

scenario *
load (const char *path, const struct loading_options *options,
      const char *architecture)
{
  scenario *s;

  if (architecture != NULL && !is_own_architecture (path, architecture))
    return load_with (path, options, architecture);
  s = load_with (path, options, NULL);
  if (s == NULL || architecture == NULL
      || strcmp (s->architecture.chosen->name, architecture) == 0)
    return s;
  scenario_free (s);
  return load_with (path, options, architecture);
}

char *
scenario_name (const char *path)
{
  char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".json"))
    name[strlen (name) - strlen (".json")] = '\0';
  return name;
}

scenario *
load_record (const study_record *record)
{
  g_autofree char *path = NULL;
  GError *error = NULL;
  scenario *s = NULL;
  int file = g_file_open_tmp ("dmmsim-record-XXXXXX.json", &path, &error);

  if (file >= 0)
    {
      close (file);
      if (g_file_set_contents (path, record->scenario, -1, &error))
        s = scenario_load (path, NULL, &error);
      g_unlink (path);
    }
  if (s == NULL)
    message_error (error);
  return s;
}

char *
scenario_label (const scenario *s)
{
  char *name = scenario_name (s->path);
  char *label = g_strdup_printf ("%s-%s", name, s->architecture.chosen->name);

  g_free (name);
  return label;
}
