/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report/recording_json.h"

#include <math.h>

#include "analysis/results/json_file.h"

/* Corners of one node's way; more are thinned out. */
#define CORNERS_MAX 2000

static cJSON *
number (double value)
{
  return isfinite (value) ? cJSON_CreateNumber (value) : cJSON_CreateNull ();
}

static cJSON *
seconds (sim_time t)
{
  return t == SIM_TIME_NONE ? cJSON_CreateNull ()
                            : cJSON_CreateNumber (sim_time_to_seconds (t));
}

static void
add_seconds (cJSON *to, const char *key, sim_time t)
{
  cJSON_AddItemToObject (to, key, seconds (t));
}

static void
add_name (cJSON *to, const char *key, const struct node *node)
{
  json_add_text (to, key, node != NULL ? node->name : NULL);
}

static void
add_index (cJSON *to, const char *key, uint32_t index)
{
  if (index == RECORDING_NONE)
    cJSON_AddNullToObject (to, key);
  else
    cJSON_AddNumberToObject (to, key, index);
}

/* ---- ways ---------------------------------------------------------- */

struct corner
{
  double t, x, y;
};

static void
add_corner (GArray *corners, sim_time t, double x, double y)
{
  const struct corner c = { sim_time_to_seconds (t), x, y };

  g_array_append_val (corners, c);
}

/* The beginning of @m, and its end or where it was when @next began. */
static void
add_movement (GArray *corners, const struct trace_movement *m, sim_time until)
{
  sim_time end = MIN (m->end, until);
  double part = m->end > m->begin && m->end != SIM_TIME_MAX
                    ? (double)(end - m->begin) / (double)(m->end - m->begin)
                    : 1;

  add_corner (corners, m->begin, m->x0, m->y0);
  if (end > m->begin)
    add_corner (corners, end, m->x0 + part * (m->x1 - m->x0),
                m->y0 + part * (m->y1 - m->y0));
}

static GArray *
corners_of (const struct recording *r, uint32_t node)
{
  GArray *corners = g_array_new (FALSE, FALSE, sizeof (struct corner));
  const struct trace_movement *last = NULL;

  for (uint32_t i = 0; i < r->movements->len; i++)
    {
      const struct recorded_movement *m
          = &g_array_index (r->movements, struct recorded_movement, i);

      if (m->node != node)
        continue;
      if (last != NULL)
        add_movement (corners, last, m->way.begin);
      last = &m->way;
    }
  if (last != NULL)
    add_movement (corners, last, sim_now (r->sim));
  return corners;
}

/* Every so many corners; returns whether some are missing. */
static bool
add_path (cJSON *to, const struct recording *r, uint32_t node)
{
  cJSON *path = cJSON_AddArrayToObject (to, "path");
  GArray *corners = corners_of (r, node);
  uint32_t every = corners->len / CORNERS_MAX + 1;
  bool thinned = every > 1;

  for (uint32_t i = 0; i < corners->len; i++)
    {
      const struct corner *c = &g_array_index (corners, struct corner, i);

      if (i % every != 0 && i + 1 < corners->len)
        continue;
      cJSON_AddItemToArray (path, number (c->t));
      cJSON_AddItemToArray (path, number (c->x));
      cJSON_AddItemToArray (path, number (c->y));
    }
  g_array_free (corners, TRUE);
  return thinned;
}

static void
add_attachments (cJSON *to, const struct recording *r, uint32_t node)
{
  cJSON *list = cJSON_AddArrayToObject (to, "at");

  for (uint32_t i = 0; i < r->attachments->len; i++)
    {
      const struct recorded_attachment *a
          = &g_array_index (r->attachments, struct recorded_attachment, i);
      cJSON *pair;

      if (a->node != node)
        continue;
      pair = cJSON_CreateArray ();
      cJSON_AddItemToArray (pair, seconds (a->at));
      cJSON_AddItemToArray (pair, a->router != NULL
                                      ? cJSON_CreateString (a->router->name)
                                      : cJSON_CreateNull ());
      cJSON_AddItemToArray (list, pair);
    }
}

/* Returns whether a way was thinned out. */
static bool
add_mobile (cJSON *to, const struct recording *r)
{
  cJSON *list = cJSON_AddArrayToObject (to, "mobile");
  bool thinned = false;

  for (uint32_t i = 0; i < r->nodes->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (r->nodes, i);
      cJSON *item = cJSON_CreateObject ();

      json_add_text (item, "name", mn->node->name);
      thinned |= add_path (item, r, i);
      add_attachments (item, r, i);
      cJSON_AddItemToArray (list, item);
    }
  return thinned;
}

/* ---- what happened ------------------------------------------------- */

/* Columns in order; @column_of: (out) by entity. */
static void
add_entities (cJSON *to, const struct recording *r, uint32_t *column_of)
{
  static const char *const places[] = { [PLACE_MOBILE] = "mobile",
                                        [PLACE_GATEWAY] = "gateway",
                                        [PLACE_CENTRAL] = "central",
                                        [PLACE_PEER] = "peer" };
  cJSON *list = cJSON_AddArrayToObject (to, "entities");
  g_autofree uint32_t *order = recording_columns (r);

  for (uint32_t i = 0; i < r->entities->len; i++)
    {
      const struct recorded_entity *e = recording_entity (r, order[i]);
      cJSON *item = cJSON_CreateObject ();

      column_of[order[i]] = i;
      add_name (item, "name", e->node);
      json_add_text (item, "role",
                     e->role < ENTITY_ROLES_N ? entity_role_name (e->role)
                                              : "");
      json_add_text (item, "place", places[e->place]);
      cJSON_AddItemToArray (list, item);
    }
}

/* Index of the handover that a transaction is, or NONE. */
static uint32_t
handover_index (GHashTable *index, uint32_t transaction)
{
  gpointer at = g_hash_table_lookup (index, GUINT_TO_POINTER (transaction));

  return at == NULL ? RECORDING_NONE : GPOINTER_TO_UINT (at) - 1;
}

static void
add_events (cJSON *to, const struct recording *r, const uint32_t *column_of,
            GHashTable *index)
{
  cJSON *list = cJSON_AddArrayToObject (to, "events");

  for (uint32_t i = 0; i < r->events->len; i++)
    {
      const struct recorded_event *e = recording_event (r, i);
      cJSON *item = cJSON_CreateObject ();

      json_add_text (item, "kind", recorded_kind_name (e->kind));
      add_seconds (item, "t", e->at);
      add_seconds (item, "until", e->until);
      add_index (item, "mobile", e->node);
      add_index (item, "handover", handover_index (index, e->transaction));
      add_index (item, "from",
                 e->from == RECORDING_NONE ? e->from : column_of[e->from]);
      add_index (item, "to",
                 e->to == RECORDING_NONE ? e->to : column_of[e->to]);
      json_add_text (item, "text", e->text);
      json_add_text (item, "lost",
                     e->lost || e->refused ? drop_reason_name (e->reason)
                                           : NULL);
      cJSON_AddItemToArray (list, item);
    }
}

static GHashTable *
add_handovers (cJSON *to, const struct recording *r)
{
  cJSON *list = cJSON_AddArrayToObject (to, "handovers");
  GHashTable *index = g_hash_table_new (NULL, NULL);

  for (uint32_t i = 0; i < r->handovers->len; i++)
    {
      const struct handover *h
          = &g_array_index (r->handovers, struct handover, i);
      cJSON *item = cJSON_CreateObject ();

      g_hash_table_insert (index, GUINT_TO_POINTER (h->id),
                           GUINT_TO_POINTER (i + 1));
      cJSON_AddNumberToObject (item, "mobile",
                               GPOINTER_TO_UINT (g_hash_table_lookup (
                                   r->transaction, GUINT_TO_POINTER (h->id)))
                                   - 1);
      cJSON_AddNumberToObject (item, "number", h->number);
      add_name (item, "from", h->from != NULL ? h->from->node : NULL);
      add_name (item, "to", h->to != NULL ? h->to->node : NULL);
      add_seconds (item, "t", h->t_dead != SIM_TIME_NONE ? h->t_dead : h->t_up);
      add_seconds (item, "up", h->t_up);
      add_seconds (item, "ready", h->t_ready);
      json_add_text (item, "outcome", handover_outcome_name (h->outcome));
      cJSON_AddItemToArray (list, item);
    }
  return index;
}

static void
add_tunnels (cJSON *to, const struct recording *r)
{
  cJSON *list = cJSON_AddArrayToObject (to, "tunnels");
  char prefix[PREFIX_TEXT_SIZE];

  for (uint32_t i = 0; i < r->tunnels->len; i++)
    {
      const struct recorded_tunnel *t
          = &g_array_index (r->tunnels, struct recorded_tunnel, i);
      cJSON *item = cJSON_CreateObject ();

      cJSON_AddNumberToObject (item, "mobile", t->node);
      add_name (item, "anchor", t->anchor);
      add_name (item, "gateway", t->gateway);
      json_add_text (item, "prefix", prefix_text (&t->prefix, prefix));
      add_seconds (item, "from", t->from);
      add_seconds (item, "to", t->to);
      cJSON_AddItemToArray (list, item);
    }
}

static void
say (cJSON *list, char *sentence)
{
  cJSON_AddItemToArray (list, cJSON_CreateString (sentence));
  g_free (sentence);
}

static void
add_left_out (cJSON *to, const struct recording *r, bool thinned)
{
  cJSON *list = cJSON_AddArrayToObject (to, "left_out");
  uint32_t all = r->domain->mobile_nodes->len;

  if (r->nodes->len < all)
    say (list, g_strdup_printf ("Shown are %u of %u mobile nodes.",
                                r->nodes->len, all));
  if (r->config.from > 0 || r->config.to < sim_now (r->sim))
    say (list, g_strdup_printf (
                   "Messages are those from %g s to %g s.",
                   sim_time_to_seconds (r->config.from),
                   sim_time_to_seconds (MIN (r->config.to, sim_now (r->sim)))));
  if (r->events_lost > 0)
    say (list, g_strdup_printf (
                   "%" G_GUINT64_FORMAT
                   " messages and events after the first %u are left out.",
                   r->events_lost, r->config.events_max));
  if (thinned)
    say (list, g_strdup ("Ways with very many corners are shown by some of "
                         "them."));
}

void
recording_json_add (cJSON *to, const struct recording *r)
{
  g_autofree uint32_t *column_of = g_new (uint32_t, r->entities->len);
  bool thinned = add_mobile (to, r);
  GHashTable *index = add_handovers (to, r);

  add_entities (to, r, column_of);
  add_events (to, r, column_of, index);
  add_tunnels (to, r);
  add_left_out (to, r, thinned);
  g_hash_table_destroy (index);
}
