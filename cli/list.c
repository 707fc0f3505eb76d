/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim list WHAT. */
#include <stdio.h>
#include <string.h>

#include "analysis/metrics/metrics.h"
#include "cli/loading.h"
#include "cli/verbs.h"
#include "models/motion/motion.h"

static void
list_variants (const struct variant *const *variants)
{
  for (; *variants != NULL; variants++)
    printf ("%-12s %s\n", (*variants)->name, (*variants)->help);
}

static void
list_architectures (void)
{
  list_variants (architecture_variants);
}

static void
list_motions (void)
{
  list_variants (motion_variants);
}

static void
list_patterns (void)
{
  list_variants (traffic_pattern_variants);
}

static void
list_metrics (void)
{
  for (const struct metric_definition *d = metric_definitions; d->name; d++)
    printf ("%-34s %-8s %s%s%s%s\n", d->name, d->unit, d->help,
            d->labels != NULL ? " {" : "", d->labels != NULL ? d->labels : "",
            d->labels != NULL ? "}" : "");
}

static int
compare_names (const void *a, const void *b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Scenario files of @folder, by name. (transfer full) */
static GPtrArray *
scenario_files (const char *folder)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json")
        && !g_str_has_suffix (name, ".schema.json"))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  if (dir != NULL)
    g_dir_close (dir);
  g_ptr_array_sort (files, compare_names);
  return files;
}

static void
list_scenario (const char *file)
{
  char *name = scenario_name (file);
  scenario *s = scenario_load (file, NULL, NULL);

  if (s != NULL)
    {
      printf ("%-22s %s\n%-22s %s\n", name, s->title != NULL ? s->title : "",
              "", file);
      scenario_free (s);
    }
  g_free (name);
}

/* Those installed; in a source tree that is not, those of the tree. */
static void
list_scenarios (void)
{
  GPtrArray *files = scenario_files (DMMSIM_DATADIR "/scenarios");

  if (files->len == 0)
    {
      g_ptr_array_free (files, TRUE);
      files = scenario_files ("scenarios");
    }
  for (guint i = 0; i < files->len; i++)
    list_scenario (g_ptr_array_index (files, i));
  g_ptr_array_free (files, TRUE);
}

static const struct
{
  const char *what;
  void (*list) (void);
} lists[] = { { "architectures", list_architectures },
              { "metrics", list_metrics },
              { "motions", list_motions },
              { "patterns", list_patterns },
              { "scenarios", list_scenarios } };

int
verb_list (int argc, char **argv)
{
  static const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };

  if (!verb_options ("list", none, &argc, &argv))
    return EXIT_BAD_INPUT;
  for (size_t i = 0; argc == 2 && i < G_N_ELEMENTS (lists); i++)
    if (strcmp (argv[1], lists[i].what) == 0)
      {
        lists[i].list ();
        return EXIT_OK;
      }
  message ("list what? architectures, metrics, motions, patterns or "
           "scenarios");
  return EXIT_BAD_INPUT;
}
