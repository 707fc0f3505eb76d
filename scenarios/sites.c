/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sites: which nodes play which neutral role. */
#include <math.h>
#include <string.h>

#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"
#include "sim/routing.h"

int64_t
strings_find (const struct parameter_list *list, const char *name)
{
  for (size_t i = 0; i < list->n; i++)
    if (strcmp (((char **)list->items)[i], name) == 0)
      return (int64_t)i;
  return -1;
}

/* ---- "access" ------------------------------------------------------ */

static const struct parameter degree_parameters[]
    = { { .key = "degree_at_most",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct sites_config, access_degree),
          .help = "every node with no more neighbours than this",
          .minimum = 1,
          .maximum = 1e9 },
        { 0 } };

static const struct parameter names_row = { .key = "access",
                                            .type = PARAMETER_STRINGS,
                                            .flags = PARAMETER_NOT_EMPTY,
                                            .reference = REFERENCE_NODE };

static bool
access_read (reader *r, const cJSON *item, void *field)
{
  struct sites_config *sites = field;

  if (cJSON_IsArray (item))
    return read_strings (r, &names_row, item, &sites->access);
  if (cJSON_IsObject (item))
    return read_table (r, degree_parameters, item, NULL, sites);
  if (!cJSON_IsString (item) || strcmp (item->valuestring, "all") != 0)
    return reader_expected (r, access_sites_type.expected, item);
  sites->access_degree = INT64_MAX;
  return true;
}

/* Resolved, it is a list. */
static cJSON *
access_write (const void *field)
{
  const struct sites_config *sites = field;
  cJSON *list = cJSON_CreateArray ();

  for (size_t i = 0; i < sites->access.n; i++)
    cJSON_AddItemToArray (
        list, cJSON_CreateString (((char **)sites->access.items)[i]));
  return list;
}

static void
access_release (void *field)
{
  struct sites_config *sites = field;

  for (size_t i = 0; i < sites->access.n; i++)
    g_free (((char **)sites->access.items)[i]);
  g_clear_pointer (&sites->access.items, g_free);
  sites->access.n = 0;
}

static cJSON *
access_schema (void)
{
  cJSON *schema = cJSON_CreateObject ();
  cJSON *any = cJSON_AddArrayToObject (schema, "anyOf");
  cJSON *all = cJSON_CreateObject ();

  cJSON_AddStringToObject (all, "const", "all");
  cJSON_AddItemToArray (any, all);
  cJSON_AddItemToArray (any, schema_row (&names_row));
  cJSON_AddItemToArray (any, schema_table (degree_parameters));
  return schema;
}

const struct custom_type access_sites_type = {
  .expected = "\"all\", a list of nodes or {\"degree_at_most\": n}",
  .read = access_read,
  .write = access_write,
  .release = access_release,
  .schema = access_schema,
};

/* ---- resolving ----------------------------------------------------- */

static void
list_by_degree (scenario *s)
{
  struct sites_config *sites = &s->sites;
  uint32_t n = s->topology->nodes->len;

  sites->access.items = g_new0 (char *, n);
  for (uint32_t i = 0; i < n; i++)
    {
      const struct topology_node *node = topology_node (s->topology, i);

      if (node->degree <= sites->access_degree)
        ((char **)sites->access.items)[sites->access.n++]
            = g_strdup (node->name);
    }
}

static bool
unknown_node (reader *r, const scenario *s, const char *name)
{
  g_autoptr (GPtrArray) known = topology_names (s->topology);

  return reader_unknown (r, "node", name, known);
}

/* Names of nodes to their indices; each once. */
static bool
resolve_list (reader *r, const scenario *s, const char *key,
              const struct parameter_list *list, GArray *indices)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  size_t mark = reader_enter (r, key);

  for (size_t i = 0; i < list->n; i++)
    {
      char *name = ((char **)list->items)[i];
      int64_t at = topology_find (s->topology, name);
      uint32_t index = (uint32_t)at;
      size_t inner = reader_enter_element (r, i);

      if (at < 0)
        return unknown_node (r, s, name);
      if (!g_hash_table_add (seen, name))
        return reader_fail (r, "\"%s\" is in the list twice", name);
      g_array_append_val (indices, index);
      reader_leave (r, inner);
    }
  reader_leave (r, mark);
  return true;
}

static bool
resolve_access (reader *r, scenario *s, GArray *indices)
{
  struct sites_config *sites = &s->sites;

  if (sites->access_degree)
    list_by_degree (s);
  if (sites->access.n == 0)
    {
      reader_enter (r, "access");
      return reader_fail (r, "no node has so few neighbours");
    }
  return resolve_list (r, s, "access", &sites->access, indices);
}

static bool
fail_disconnected (reader *r, const scenario *s, const char *key,
                   int64_t element, const char *name)
{
  g_autofree char *sizes = NULL;
  unsigned n = topology_components (s->topology, &sizes);

  reader_enter (r, key);
  if (element >= 0)
    reader_enter_element (r, (size_t)element);
  return reader_fail (r,
                      "\"%s\" cannot be reached from the anchor \"%s\": the "
                      "topology is disconnected (%u parts of %s nodes)",
                      name, s->sites.anchor, n, sizes);
}

/* Where no node reaches all access sites, the first of them stands in, so
 * that the check of connections says which one is cut off. */
static void
default_anchor (scenario *s, const GArray *access)
{
  int64_t best;

  if (s->sites.anchor)
    return;
  best = topology_most_central (s->topology, access);
  if (best < 0)
    best = g_array_index (access, uint32_t, 0);
  s->sites.anchor
      = g_strdup (topology_node (s->topology, (uint32_t)best)->name);
}

static bool
resolve_one (reader *r, const scenario *s, const char *key, const char *name,
             uint32_t *index)
{
  int64_t at = topology_find (s->topology, name);
  size_t mark = reader_enter (r, key);

  if (at < 0)
    return unknown_node (r, s, name);
  *index = (uint32_t)at;
  reader_leave (r, mark);
  return true;
}

/* Without correspondents: the node "cn", or a host at the anchor's node, that
 * is, the anchor's node itself: from there the wired path has no hop. */
static void
default_correspondents (scenario *s)
{
  struct parameter_list *list = &s->sites.correspondents;
  char **names;

  if (list->n > 0)
    return;
  g_free (list->items);
  names = g_new0 (char *, 1);
  names[0] = g_strdup (
      topology_find (s->topology, "cn") >= 0 ? "cn" : s->sites.anchor);
  list->items = names;
  list->n = 1;
}

static bool
check_reachable (reader *r, const scenario *s, const double *delays,
                 const char *key, const struct parameter_list *list,
                 const GArray *indices)
{
  for (unsigned i = 0; i < indices->len; i++)
    if (isinf (delays[g_array_index (indices, uint32_t, i)]))
      return fail_disconnected (r, s, key, i, ((char **)list->items)[i]);
  return true;
}

static bool
check_connected (reader *r, const scenario *s, uint32_t anchor,
                 uint32_t controller, const GArray *access,
                 const GArray *correspondents)
{
  g_autofree double *delays = topology_delays (s->topology, anchor);

  if (isinf (delays[controller]))
    return fail_disconnected (r, s, "controller", -1, s->sites.controller);
  return check_reachable (r, s, delays, "access", &s->sites.access, access)
         && check_reachable (r, s, delays, "correspondents",
                             &s->sites.correspondents, correspondents);
}

/* Beyond it the network cannot tell delays apart exactly. */
static bool
check_longest (reader *r, const scenario *s, uint32_t anchor)
{
  if (topology_longest (s->topology, anchor) <= (double)ROUTING_DELAY_MAX)
    return true;
  reader_enter (r, "topology");
  return reader_fail (r, "the delays of the links add up to more than %g s",
                      (double)ROUTING_DELAY_MAX / 1e9);
}

bool
sites_resolve (reader *r, scenario *s)
{
  g_autoptr (GArray) access = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  g_autoptr (GArray) correspondents
      = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  uint32_t anchor = 0, controller = 0;
  size_t mark = reader_enter (r, "sites");

  if (!resolve_access (r, s, access))
    return false;
  default_anchor (s, access);
  if (!resolve_one (r, s, "anchor", s->sites.anchor, &anchor))
    return false;
  if (!s->sites.controller)
    s->sites.controller = g_strdup (s->sites.anchor);
  default_correspondents (s);
  if (!resolve_one (r, s, "controller", s->sites.controller, &controller)
      || !resolve_list (r, s, "correspondents", &s->sites.correspondents,
                        correspondents)
      || !check_connected (r, s, anchor, controller, access, correspondents))
    return false;
  reader_leave (r, mark);
  return check_longest (r, s, anchor);
}
