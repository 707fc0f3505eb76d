/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handovers known beforehand: motion says when and where to, the access
 * network says so to the router some time before. */
#include "models/access/state.h"

static void
foresight_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct mobile_node *mn = subject;
  const struct foresight_listener *l = &mn->domain->access->foresees;
  struct access_router *to = access_node (mn)->foresight->to;

  if (mn->router && to && to != mn->router && access_node (mn)->state == L2_UP)
    l->listener (mn, mn->router, to, l->data);
}

void
access_foresee (struct domain *domain, sim_time lead,
                departure_listener *listener, void *data)
{
  domain->access->foresees = (struct foresight_listener){
    .lead = lead,
    .listener = listener,
    .data = data,
    .kind
    = engine_kind (domain->sim->engine, "access-foresight", foresight_expire),
  };
}

void
access_expect (struct mobile_node *mn, sim_time when,
               struct access_router *router)
{
  const struct foresight_listener *l = &mn->domain->access->foresees;
  struct sim *sim = mn->domain->sim;
  struct access_node *node = access_node (mn);

  if (!l->listener)
    return;
  if (!node->foresight)
    node->foresight = g_new0 (struct foresight, 1);
  node->foresight->to = router;
  timer_stop (sim->engine, &node->foresight->timer);
  if (router)
    timer_set (sim->engine, &node->foresight->timer,
               MAX (when - l->lead, sim_now (sim)), node_origin (mn->node),
               l->kind, mn);
}

void
access_expect_cell (struct mobile_node *mn, sim_time when, uint32_t cell)
{
  struct access_router *router = NULL;

  if (cell != CELL_NONE)
    router = g_ptr_array_index (mn->domain->routers,
                                access_cell (mn->domain, cell)->router);
  access_expect (mn, when, router);
}
