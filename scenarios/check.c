/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What takes more than one key to be wrong. */
#include <string.h>

#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"

static GPtrArray *
string_names (const struct parameter_list *list)
{
  GPtrArray *names = g_ptr_array_new ();

  for (size_t i = 0; i < list->n; i++)
    g_ptr_array_add (names, ((char **)list->items)[i]);
  return names;
}

static GPtrArray *
entry_names (const scenario *s)
{
  const struct mobile_nodes_config *entries = s->mobile_nodes.items;
  GPtrArray *names = g_ptr_array_new ();

  for (size_t i = 0; i < s->mobile_nodes.n; i++)
    g_ptr_array_add (names, entries[i].name);
  return names;
}

static GPtrArray *
technology_names (const scenario *s)
{
  const struct parameter_list *list = &s->domain.access.technologies;
  const struct technology_config *technologies = list->items;
  GPtrArray *names = g_ptr_array_new ();

  for (size_t i = 0; i < list->n; i++)
    g_ptr_array_add (names, technologies[i].name);
  return names;
}

/* Nodes, and the sites that every scenario has. */
static GPtrArray *
place_names (const scenario *s)
{
  GPtrArray *names = topology_names (s->topology);

  g_ptr_array_add (names, (gpointer)SITE_ANCHOR);
  g_ptr_array_add (names, (gpointer)SITE_CONTROLLER);
  return names;
}

/* What names of a kind there are, and what they are called in messages. */
static GPtrArray *
known_names (const scenario *s, enum parameter_reference kind,
             const char **what)
{
  switch (kind)
    {
    case REFERENCE_ACCESS:
      *what = "access site";
      return string_names (&s->sites.access);
    case REFERENCE_CORRESPONDENT:
      *what = "correspondent";
      return string_names (&s->sites.correspondents);
    case REFERENCE_MOBILE_NODES:
      *what = "entry of mobile_nodes";
      return entry_names (s);
    case REFERENCE_TECHNOLOGY:
      *what = "technology";
      return technology_names (s);
    case REFERENCE_PLACE:
      *what = "node";
      return place_names (s);
    default:
      *what = "node";
      return topology_names (s->topology);
    }
}

static bool
is_known (const GPtrArray *names, const char *name)
{
  for (unsigned i = 0; i < names->len; i++)
    if (strcmp (names->pdata[i], name) == 0)
      return true;
  return false;
}

static bool
check_reference (reader *r, const scenario *s,
                 const struct name_reference *reference)
{
  const char *what;
  g_autoptr (GPtrArray) known = known_names (s, reference->kind, &what);

  if (is_known (known, reference->name))
    return true;
  g_string_assign (r->pointer, reference->pointer);
  return reader_unknown (r, what, reference->name, known);
}

/* Names that one row declares differ from each other. */
static bool
check_declared (reader *r, GHashTable *declared,
                const struct name_reference *reference)
{
  char *key = g_strdup_printf ("%p %s", (const void *)reference->row,
                               reference->name);

  if (g_hash_table_add (declared, key))
    return true;
  g_string_assign (r->pointer, reference->pointer);
  return reader_fail (r, "the name \"%s\" is taken", reference->name);
}

static bool
check_names (reader *r, const scenario *s)
{
  g_autoptr (GHashTable) declared
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (unsigned i = 0; i < r->names->len; i++)
    {
      const struct name_reference *reference = r->names->pdata[i];
      bool good = reference->kind == REFERENCE_DECLARES
                      ? check_declared (r, declared, reference)
                      : check_reference (r, s, reference);

      if (!good)
        return false;
    }
  return true;
}

char *
mobile_node_name (const struct mobile_nodes_config *config, int64_t i)
{
  if (config->count <= 1)
    return g_strdup (config->name);
  return g_strdup_printf ("%s-%" G_GINT64_FORMAT, config->name, i + 1);
}

/* @name has the number that a count adds. */
static bool
check_name_length (reader *r, const char *name)
{
  size_t length = strlen (name);

  return length <= NODE_NAME_MAX
         || reader_fail (r,
                         "expected a name of at most %d octets, its number "
                         "included, found %zu: \"%.40s...\"",
                         NODE_NAME_MAX, length, name);
}

/* Mobile nodes and routers are nodes of one network: no name twice. */
static bool
check_entry_names (reader *r, const scenario *s,
                   const struct mobile_nodes_config *entry, GHashTable *taken)
{
  for (int64_t i = 0; i < MAX (1, entry->count); i++)
    {
      char *name = mobile_node_name (entry, i);

      if (!check_name_length (r, name))
        {
          g_free (name);
          return false;
        }
      if (topology_find (s->topology, name) >= 0
          || g_hash_table_contains (taken, name))
        {
          reader_fail (r, "the name \"%s\" is taken", name);
          g_free (name);
          return false;
        }
      g_hash_table_add (taken, name);
    }
  return true;
}

static bool
check_mobile_nodes (reader *r, const scenario *s)
{
  g_autoptr (GHashTable) taken
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const struct mobile_nodes_config *entries = s->mobile_nodes.items;

  g_string_assign (r->pointer, "/mobile_nodes");
  for (size_t i = 0; i < s->mobile_nodes.n; i++)
    {
      size_t mark = reader_enter_element (r, i);

      reader_enter (r, "name");
      if (!check_entry_names (r, s, &entries[i], taken))
        return false;
      reader_leave (r, mark);
    }
  return true;
}

/* Without a node "cn" and stated correspondents, "cn" is the host at the
 * anchor's node: called by that node's name from here on. */
static void
resolve_default_cn (reader *r, scenario *s)
{
  struct traffic_config *traffic = s->traffic.items;

  if (s->correspondents_stated || topology_find (s->topology, "cn") >= 0)
    return;
  for (size_t i = 0; i < s->traffic.n; i++)
    if (traffic[i].correspondent
        && strcmp (traffic[i].correspondent, "cn") == 0)
      {
        g_free (traffic[i].correspondent);
        traffic[i].correspondent = g_strdup (s->sites.anchor);
      }
  for (unsigned i = 0; i < r->names->len; i++)
    {
      struct name_reference *reference = r->names->pdata[i];

      if (reference->kind == REFERENCE_CORRESPONDENT
          && strcmp (reference->name, "cn") == 0)
        {
          g_free (reference->name);
          reference->name = g_strdup (s->sites.anchor);
        }
    }
}

/* One peer, and not the node itself. */
static bool
check_peer (reader *r, const struct traffic_config *config, size_t i)
{
  if (config->peer.chosen && config->correspondent)
    {
      g_string_printf (r->pointer, "/traffic/%zu/peer", i);
      return reader_fail (r, "say \"peer\" or \"correspondent\", not both");
    }
  if (!traffic_pairs_by_index (config)
      || (config->nodes
          && strcmp (config->nodes, traffic_peer_nodes (config)) != 0))
    return true;
  g_string_printf (r->pointer, "/traffic/%zu/peer/mobile-node/pairing", i);
  return reader_fail (r,
                      "\"index\" pairs the nodes of two entries: name another "
                      "one in \"nodes\", or say \"random\" or \"all\"");
}

/* More than that no run could do, at some million events a second: a slip of
 * units rather than a wish. */
#define EVENTS_MAX 1e12
#define SAMPLES_MAX 10000000

/* Mobile nodes of an entry of traffic. */
static double
traffic_nodes (const scenario *s, const struct traffic_config *config)
{
  const struct mobile_nodes_config *entries = s->mobile_nodes.items;
  double n = 0;

  for (size_t i = 0; i < s->mobile_nodes.n; i++)
    if (!config->nodes || strcmp (config->nodes, entries[i].name) == 0)
      n += (double)MAX (1, entries[i].count);
  return n;
}

static bool
check_amount (reader *r, const scenario *s, size_t i)
{
  const struct traffic_config *config
      = &((const struct traffic_config *)s->traffic.items)[i];
  double span
      = (double)MIN (s->duration,
                     config->stop == SIM_TIME_NONE ? s->duration : config->stop)
        / 1e9 * traffic_nodes (s, config);
  bool constant;

  g_string_printf (r->pointer, "/traffic/%zu/pattern", i);
  if (span / traffic_mean_interval (config, &constant) > EVENTS_MAX)
    return reader_fail (r, "sends more than %.0e packets", EVENTS_MAX);
  g_string_printf (r->pointer, "/traffic/%zu/sessions/arrivals", i);
  if (config->has_sessions
      && span / law_mean (&config->sessions.arrivals) > EVENTS_MAX)
    return reader_fail (r, "begins more than %.0e sessions", EVENTS_MAX);
  return true;
}

static bool
check_traffic (reader *r, const scenario *s)
{
  const struct traffic_config *traffic = s->traffic.items;

  for (size_t i = 0; i < s->traffic.n; i++)
    {
      const struct law *start = &traffic[i].start;

      if (!check_peer (r, &traffic[i], i) || !check_amount (r, s, i))
        return false;
      if (traffic[i].stop == SIM_TIME_NONE || start->kind != LAW_CONSTANT
          || (double)traffic[i].stop / 1e9 > start->a)
        continue;
      g_string_printf (r->pointer, "/traffic/%zu/stop", i);
      return reader_fail (r, "must be after \"start\"");
    }
  return true;
}

static bool
check_times (reader *r, const scenario *s)
{
  const struct retransmit_config *retransmit = &s->domain.protocol.retransmit;

  g_string_assign (r->pointer, "/warmup");
  if (s->warmup >= s->duration)
    return reader_fail (r, "must be shorter than \"duration\"");
  g_string_assign (r->pointer, "/record/series");
  if (s->record.series != SIM_TIME_NONE
      && s->duration / s->record.series > SAMPLES_MAX)
    return reader_fail (r, "has more than %d samples", SAMPLES_MAX);
  g_string_assign (r->pointer, "/protocol/retransmit/max");
  if (retransmit->max < retransmit->initial)
    return reader_fail (r, "must not be less than \"initial\"");
  return true;
}

static bool
check_radio (reader *r, const struct radio_config *radio)
{
  return !radio->has_bursts || radio->loss <= 0
         || reader_fail (r, "say \"loss\" or \"gilbert_elliott\", not both");
}

static bool
check_radios (reader *r, const scenario *s)
{
  const struct access_config *access = &s->domain.access;
  const struct technology_config *technologies = access->technologies.items;

  g_string_assign (r->pointer, "/access/radio/gilbert_elliott");
  if (!check_radio (r, &access->radio))
    return false;
  for (size_t i = 0; i < access->technologies.n; i++)
    {
      g_string_printf (r->pointer,
                       "/access/technologies/%zu/radio/gilbert_elliott", i);
      if (!check_radio (r, &technologies[i].radio))
        return false;
    }
  g_string_truncate (r->pointer, 0);
  return true;
}

bool
scenario_check (reader *r, scenario *s)
{
  resolve_default_cn (r, s);
  return check_names (r, s) && check_mobile_nodes (r, s) && check_traffic (r, s)
         && check_times (r, s) && check_radios (r, s) && figures_check (r, s);
}
