/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/looking/charts.h"

#include <string.h>

#include "analysis/charts/sequence_chart.h"

char *
node_file_path (const char *folder, const struct node *node, const char *ending)
{
  char *stem = g_strdup (node->name), *file, *path;
  bool changed;

  for (char *c = stem; *c != '\0'; c++)
    if (*c == '/' || g_ascii_iscntrl (*c) || (c == stem && *c == '.'))
      *c = '_';
  changed = strcmp (stem, node->name) != 0;
  file = changed ? g_strdup_printf ("%s-%u%s", stem, node->id, ending)
                 : g_strconcat (stem, ending, NULL);
  path = g_build_filename (folder, file, NULL);
  g_free (file);
  g_free (stem);
  return path;
}

struct recording *
charts_begin (struct simulation *simulation)
{
  const struct recording_config config = { .nodes = CHART_NODES_MAX,
                                           .to = SIM_TIME_MAX,
                                           .events_max = CHART_EVENTS_MAX };

  return recording_new (simulation->sim, simulation->domain, &config);
}

static bool
chart_write (const struct recording *r, uint32_t node, const char *folder,
             GError **error)
{
  static const struct
  {
    enum sequence_format format;
    const char *ending;
  } files[] = { { SEQUENCE_TEXT, ".sequence.txt" },
                { SEQUENCE_SVG, ".sequence.svg" } };
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, node);
  struct sequence_chart *chart = sequence_chart_new (
      r,
      &(struct sequence_selection){ node, TRANSACTION_NONE, CHART_ROWS_MAX });
  bool ok = true;

  for (unsigned i = 0; ok && i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path
          = node_file_path (folder, mn->node, files[i].ending);
      g_autofree char *text = sequence_chart_print (chart, files[i].format);

      ok = g_file_set_contents (path, text, -1, error);
    }
  sequence_chart_free (chart);
  return ok;
}

bool
charts_write (struct recording *r, const char *folder, GError **error)
{
  recording_finish (r);
  for (uint32_t i = 0; i < r->nodes->len; i++)
    if (!chart_write (r, i, folder, error))
      return false;
  return true;
}
