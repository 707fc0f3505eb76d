/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenarios/scenario.h"

#include <string.h>

#include "scenarios/merge.h"
#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"

G_DEFINE_QUARK (dmmsim - scenario - error - quark, scenario_error)

static bool
read_scenario (reader *r, const cJSON *document, scenario *s)
{
  if (!read_table (r, scenario_parameters, document, NULL, s))
    return false;
  s->correspondents_stated = s->sites.correspondents.n > 0;
  reader_enter (r, "topology");
  s->topology = topology_build (r, &s->topology_config);
  if (!s->topology)
    return false;
  g_string_truncate (r->pointer, 0);
  return sites_resolve (r, s) && scenario_check (r, s);
}

scenario *
scenario_read_document (reader *r, cJSON *document)
{
  g_autoptr (scenario) s = g_new0 (scenario, 1);

  s->path = g_strdup (r->file);
  s->parent = g_strdup (r->parent);
  s->document = document;
  return read_scenario (r, document, s) ? g_steal_pointer (&s) : NULL;
}

/* Takes @document. */
static scenario *
read_or_fail (reader *r, cJSON *document, GError **error)
{
  scenario *s = document ? scenario_read_document (r, document) : NULL;

  if (document && !s)
    g_propagate_error (error, g_steal_pointer (&r->error));
  return s;
}

scenario *
scenario_load (const char *path, const char *const *overrides, GError **error)
{
  g_autoptr (reader) r = reader_new (path);
  cJSON *document = document_load (path, overrides, &r->parent, error);

  return read_or_fail (r, document, error);
}

scenario *
scenario_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (reader) r = reader_new (name);

  return read_or_fail (r, json_parse (text, strlen (text), name, error), error);
}

void
scenario_free (scenario *s)
{
  if (!s)
    return;
  release_table (scenario_parameters, s);
  topology_free (s->topology);
  cJSON_Delete (s->document);
  g_free (s->path);
  g_free (s->parent);
  g_free (s);
}

char *
scenario_resolved (const scenario *s)
{
  g_autofree char *directory = g_path_get_dirname (s->path);
  g_autoptr (cJSON) tree = write_table (scenario_parameters, directory, s);

  return json_text (tree);
}

char *
scenario_standing_alone (const scenario *s)
{
  g_autoptr (cJSON) tree = write_table (scenario_parameters, FILES_ABSOLUTE, s);

  return json_text (tree);
}

char *
scenario_digest (const scenario *s)
{
  g_autoptr (cJSON) tree
      = write_table (scenario_parameters, FILES_BY_CONTENT, s);
  g_autofree char *text = json_text (tree);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}
