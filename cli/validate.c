/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim validate FILE...: loads and wires, runs nothing. */
#include <stdio.h>

#include "cli/loading.h"
#include "cli/verbs.h"
#include "scenarios/sweep.h"

static bool
wire (const scenario *s, GError **error)
{
  struct simulation *simulation = simulation_new (s, 0, NULL, NULL, error);

  if (simulation != NULL)
    simulation_free (simulation);
  return simulation != NULL;
}

/* Each point of its sweep, too. */
static bool
wire_points (const scenario *s, GError **error)
{
  g_autoptr (sweep) w = sweep_new (s, error);

  for (unsigned i = 0; w != NULL && i < sweep_n_points (w); i++)
    {
      g_autoptr (scenario) point = sweep_point_scenario (w, i, error);

      if (point == NULL)
        return false;
      if (!wire (point, error))
        {
          g_autofree char *text = sweep_point_text (w, i);

          g_prefix_error (error, "%s: at /sweep: in the point %s: ", s->path,
                          text);
          return false;
        }
    }
  return w != NULL;
}

static void
tell_idle_keys (const char *file, const scenario *s)
{
  g_autoptr (GPtrArray) idle = scenario_idle_keys (s);

  for (guint i = 0; i < idle->len; i++)
    message ("%s: %s", file, (const char *)g_ptr_array_index (idle, i));
}

static bool
validate_file (const char *file, const struct loading_options *options)
{
  scenario *s = load (file, options, NULL);
  GError *error = NULL;
  bool ok;

  if (s == NULL)
    return false;
  ok = wire (s, &error) && (s->sweep.n_axes == 0 || wire_points (s, &error));
  if (ok)
    {
      printf ("%s: valid\n", file);
      tell_idle_keys (file, s);
    }
  else
    message_error (error);
  scenario_free (s);
  return ok;
}

int
verb_validate (int argc, char **argv)
{
  struct loading_options loading = { 0 };
  const GOptionEntry entries[]
      = { LOADING_ENTRIES (&loading), G_OPTION_ENTRY_NULL };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("validate", entries, &argc, &argv))
    {
      if (argc < 2)
        message ("which scenario? dmmsim validate FILE...");
      else if (loading_options_resolve (&loading))
        {
          status = EXIT_OK;
          for (int i = 1; i < argc; i++)
            if (!validate_file (argv[i], &loading))
              status = EXIT_BAD_INPUT;
        }
    }
  loading_options_clear (&loading);
  return status;
}
