/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/scenario/moving.h"

#include <string.h>

static const struct variant *
variant_of (const char *name)
{
  for (unsigned i = 0; motion_variants[i]; i++)
    if (strcmp (motion_variants[i]->name, name) == 0)
      return motion_variants[i];
  g_assert_not_reached ();
}

struct moving
moving_new (const char *model, struct moves *world)
{
  const struct variant *variant = variant_of (model);

  return (struct moving){ variant, g_malloc0 (variant->size), NULL, world };
}

/* SIZE_MAX if there is no such key. */
static size_t
offset_in (const struct parameter *row, const char *key)
{
  for (; row->key; row++)
    {
      size_t inner = row->type == PARAMETER_INCLUDE ? offset_in (row->of, key)
                                                    : SIZE_MAX;

      if (strcmp (row->key, key) == 0)
        return row->offset;
      if (inner != SIZE_MAX)
        return row->offset + inner;
    }
  return SIZE_MAX;
}

void *
moving_field (const struct moving *moving, const char *key)
{
  size_t offset = offset_in (moving->variant->of, key);

  g_assert_cmpuint (offset, !=, SIZE_MAX);
  return moving->config + offset;
}

void
set_position (struct moving *moving, const char *key, double x, double y)
{
  double *at = moving_field (moving, key);

  at[0] = x;
  at[1] = y;
}

bool
moving_start (struct moving *moving, GError **error)
{
  const struct motion_model *model = moving->variant->implementation;
  GPtrArray *nodes = moving->world->domain->mobile_nodes;

  return model->start (moving->world->domain, moving->config,
                       (struct mobile_node *const *)nodes->pdata, nodes->len,
                       &moving->state, error);
}

static void
log_begun (struct sim *sim, const void *record, void *data)
{
  const struct handover *h = record;

  g_string_append_printf (data, "%.3f %s %s; ",
                          sim_time_to_seconds (sim_now (sim)),
                          h->mn->node->name, h->to->node->name);
}

static void
log_detached (struct sim *sim, const void *record, void *data)
{
  const struct mobile_node *mn = record;

  g_string_append_printf (data, "%.3f %s off; ",
                          sim_time_to_seconds (sim_now (sim)), mn->node->name);
}

void
moving_start_named (struct moving *moving)
{
  const struct motion_model *model = moving->variant->implementation;
  struct moves *m = moving->world;
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  trace_listen (m->sim->trace, TRACE_HANDOVER_BEGUN, log_begun, m->log);
  trace_listen (m->sim->trace, TRACE_DETACHED, log_detached, m->log);
  g_assert_true (model->names (moving->config, names, NULL));
  for (guint i = 0; i < names->len; i++)
    domain_add_mobile_node (m->domain, g_ptr_array_index (names, i), 1);
  domain_build (m->domain, &stand_in_architecture, &m->stand_in);
  g_assert_true (moving_start (moving, NULL));
  g_ptr_array_unref (names);
}

void
moving_free (struct moving *moving)
{
  const struct motion_model *model = moving->variant->implementation;

  model->free (moving->state);
  g_free (moving->config);
  moves_free (moving->world);
}
