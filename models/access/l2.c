/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The abstract layer-2 handover: instants of doc/metrics.md 2 from the death
 * of the old radio to the link up at the new router; the same within a router;
 * and gaps in the coverage. */
#include "models/access/access.h"
#include "models/access/state.h"

/* ---- what a cell brings -------------------------------------------- */

static const struct technology_config *
technology_of (const struct mobile_node *mn)
{
  return &g_array_index (mn->domain->technologies, struct technology_config,
                         mn->technology);
}

static struct access_router *
router_of (const struct domain *domain, uint32_t cell)
{
  return g_ptr_array_index (domain->routers,
                            access_cell (domain, cell)->router);
}

/* The cell that stands for a router where a model names no cell. */
static uint32_t
first_cell_of (const struct access_router *router)
{
  const GArray *cells = router->domain->cells;

  for (guint i = 0; i < cells->len; i++)
    if (g_array_index (cells, struct cell, i).router == router->index)
      return i;
  return CELL_NONE;
}

/* The radio becomes that of the cell's technology. */
static void
take_technology (struct mobile_node *mn, uint32_t cell)
{
  uint32_t technology
      = cell == CELL_NONE ? 0 : access_cell (mn->domain, cell)->technology;
  struct channel_config channel;

  if (technology == mn->technology)
    return;
  mn->technology = technology;
  channel = radio_channel (&technology_of (mn)->radio);
  link_configure (mn->radio, &channel, &channel);
}

/* ---- timers -------------------------------------------------------- */

/* A draw of @law from the node's own stream, which is made when needed. */
static sim_time
draw (const struct mobile_node *mn, const struct law *law,
      struct random_parked **stream, const char *purpose)
{
  gsl_rng *seat = mn->domain->access->seat;
  sim_time drawn;

  if (law->kind == LAW_CONSTANT)
    return law_draw_time (law, NULL);
  if (!*stream)
    {
      *stream = g_new (struct random_parked, 1);
      **stream = random_stream_parked (&mn->domain->sim->random, mn->node->name,
                                       purpose);
    }
  random_stream_resume (seat, *stream);
  drawn = law_draw_time (law, seat);
  random_stream_park (seat, *stream);
  return drawn;
}

static sim_time
draw_detection (const struct mobile_node *mn)
{
  return draw (mn, &technology_of (mn)->loss_detection, &access_node (mn)->loss,
               "loss_detection");
}

/* Of the cell the node is heading for. */
static sim_time
draw_handover (const struct mobile_node *mn)
{
  struct access_node *node = access_node (mn);
  uint32_t technology = node->cell == CELL_NONE
                            ? 0
                            : access_cell (mn->domain, node->cell)->technology;
  const struct technology_config *config = &g_array_index (
      mn->domain->technologies, struct technology_config, technology);

  return draw (mn, &config->l2_handover, &node->l2, "l2_handover");
}

static void
l2_arm (struct mobile_node *mn, enum l2_state state, sim_time delay)
{
  struct sim *sim = mn->domain->sim;

  access_node (mn)->state = state;
  timer_set (sim->engine, &mn->l2_timer, sim_now (sim) + delay,
             node_origin (mn->node), mn->domain->access->l2, mn);
}

/* ---- links --------------------------------------------------------- */

/* Nothing can reach the node any more, and it can reach nothing. */
static void
l2_lose_link (struct mobile_node *mn)
{
  if (!mn->router)
    return;
  host_link_down (mn);
  trace_emit (mn->domain->sim->trace, TRACE_DETACHED, mn);
  link_attach (mn->radio, NULL);
  mn->router->attached--;
  mn->router = NULL;
}

/* The radio of the cell, or the link of the vehicle's network. */
static void
take_link (struct mobile_node *mn)
{
  const struct channel_config *carried = &mn->domain->access->carried_link;

  if (access_is_carried (mn))
    link_configure (mn->radio, carried, carried);
  else
    take_technology (mn, access_node (mn)->cell);
}

static void
l2_gain_link (struct mobile_node *mn, struct access_router *router)
{
  struct sim *sim = mn->domain->sim;
  struct handover *handover = mn->handover;
  uint32_t before = mn->technology;

  access_node (mn)->state = L2_UP;
  take_link (mn);
  handover->t_up = sim_now (sim);
  handover->technology = mn->technology;
  handover->between_interfaces = handover->from && before != mn->technology;
  mn->router = router;
  router->attached++;
  link_attach (mn->radio, access_gateway (router, mn));
  trace_emit (sim->trace, TRACE_ATTACHED, mn);
  host_link_up (mn);
  if (mn->domain->config.access.detection == DETECTION_TRIGGER)
    router_trigger (router, mn);
  riders_board (mn);
}

/* The other cell of the same router is there; nobody but the radio has
 * noticed. */
static void
l2_resume_link (struct mobile_node *mn)
{
  access_node (mn)->state = L2_UP;
  take_technology (mn, access_node (mn)->cell);
  link_attach (mn->radio, mn->router->node);
  trace_emit (mn->domain->sim->trace, TRACE_CELL_CHANGED, mn);
}

/* t_down: the old router is informed, if there are notices at all. */
static void
l2_inform (struct mobile_node *mn)
{
  struct domain *domain = mn->domain;
  struct access_node *node = access_node (mn);
  struct access_router *old = node->left;

  node->left = NULL;
  if (old && node_is_up (old->node) && domain->config.access.detach_notice
      && domain->architecture->detached)
    domain->architecture->detached (domain->architecture_state, old, mn);
}

/* ---- the machine --------------------------------------------------- */

static void
l2_switch (struct mobile_node *mn)
{
  sim_time delay = draw_handover (mn);

  if (mn->handover->t_down == SIM_TIME_NONE)
    mn->handover->t_down = sim_now (mn->domain->sim);
  l2_inform (mn);
  l2_arm (mn, L2_SWITCHING, delay);
}

static void
l2_search (struct mobile_node *mn)
{
  access_node (mn)->state = L2_SEARCHING;
  mn->handover->t_down = sim_now (mn->domain->sim);
  l2_inform (mn);
}

static void
l2_expire (struct sim *sim, void *subject)
{
  struct mobile_node *mn = subject;

  (void)sim;
  switch (access_node (mn)->state)
    {
    case L2_DETECTING:
      l2_switch (mn);
      break;
    case L2_SWITCHING:
      l2_gain_link (mn, mn->handover->to);
      break;
    case L2_RESELECTING:
      l2_resume_link (mn);
      break;
    case L2_FADING:
      l2_search (mn);
      break;
    case L2_LEAVING:
      access_node (mn)->state = L2_AWAY;
      l2_inform (mn);
      break;
    default:
      g_assert_not_reached ();
    }
}

void
l2_init (struct access_state *access)
{
  access->l2
      = engine_kind (access->domain->sim->engine, "access-l2", l2_expire);
}

/* The radio is dead; in @state until that is noticed, and @left with it. */
static void
l2_detect (struct mobile_node *mn, enum l2_state state,
           struct access_router *left)
{
  access_node (mn)->left = left;
  l2_arm (mn, state, draw_detection (mn));
}

/* ---- between routers ----------------------------------------------- */

static bool
l2_without_link (const struct mobile_node *mn)
{
  enum l2_state state = access_node (mn)->state;

  return state == L2_DETECTING || state == L2_SWITCHING;
}

static bool
l2_without_coverage (const struct mobile_node *mn)
{
  enum l2_state state = access_node (mn)->state;

  return state == L2_SEARCHING || state == L2_FADING;
}

/* The handover that a gap in the coverage is part of, or NULL: the node has
 * not been served since it entered. */
static struct handover *
gap_of (const struct mobile_node *mn)
{
  struct handover *handover = mn->handover;

  return handover && !handover->ended && !handover->to ? handover : NULL;
}

/* The next transaction of the node, whose radio dies now. */
static void
begin_handover (struct mobile_node *mn, struct access_router *from,
                struct access_router *to)
{
  handover_begin (mn, from, to, ++mn->handovers);
  mn->handover->t_dead = sim_now (mn->domain->sim);
  trace_emit (mn->domain->sim->trace, TRACE_HANDOVER_BEGUN, mn->handover);
}

static void
enter (struct mobile_node *mn, uint32_t cell, struct access_router *router)
{
  struct domain *domain = mn->domain;
  struct access_node *node = access_node (mn);

  timer_stop (domain->sim->engine, &mn->l2_timer);
  mn->present = true;
  node->left = NULL;
  node->cell = cell;
  handover_begin (mn, NULL, router, 0);
  trace_emit (domain->sim->trace, TRACE_HANDOVER_BEGUN, mn->handover);
  l2_gain_link (mn, router);
}

/* Ends the link, or the handover that has none yet; returns the router that the
 * next handover is from. */
static struct access_router *
end_attachment (struct mobile_node *mn)
{
  bool pending = l2_without_link (mn);
  struct access_router *from = pending ? mn->handover->from : mn->router;

  l2_lose_link (mn);
  handover_close (mn, pending ? HANDOVER_ABANDONED : HANDOVER_FAILED);
  return from;
}

/* The radio of a node without link is dead already: what it is about to notice
 * it notices when it would have, what it has noticed it need not again. */
static void
move (struct mobile_node *mn, uint32_t cell, struct access_router *router)
{
  struct access_node *node = access_node (mn);
  enum l2_state before = node->state;
  struct access_router *from = end_attachment (mn);

  node->cell = cell;
  begin_handover (mn, from, router);
  if (before == L2_UP)
    l2_detect (mn, L2_DETECTING, from);
  else if (before == L2_RESELECTING)
    {
      node->left = from;
      l2_switch (mn);
    }
  else if (before == L2_SWITCHING)
    l2_switch (mn);
}

/* ---- within a router ----------------------------------------------- */

static void
reselect (struct mobile_node *mn, uint32_t cell)
{
  struct access_node *node = access_node (mn);
  bool up = node->state == L2_UP;
  sim_time detection = up ? draw_detection (mn) : 0;

  node->cell = cell;
  link_attach (mn->radio, NULL);
  l2_arm (mn, L2_RESELECTING, detection + draw_handover (mn));
}

/* ---- without coverage ---------------------------------------------- */

/* A handover that does not know yet where to begins; one that has no link yet
 * ends. */
static void
lose_coverage (struct mobile_node *mn)
{
  struct access_node *node = access_node (mn);
  enum l2_state before = node->state;
  struct access_router *from = end_attachment (mn);

  node->cell = CELL_NONE;
  begin_handover (mn, from, NULL);
  if (before == L2_UP)
    l2_detect (mn, L2_FADING, from);
  else if (before == L2_DETECTING)
    node->state = L2_FADING;
  else
    {
      timer_stop (mn->domain->sim->engine, &mn->l2_timer);
      node->left = before == L2_RESELECTING ? from : NULL;
      l2_search (mn);
    }
}

/* Back at the old router before the node noticed that the radio was dead. */
static void
fade_in (struct mobile_node *mn, struct access_router *router)
{
  timer_stop (mn->domain->sim->engine, &mn->l2_timer);
  handover_close (mn, HANDOVER_RESUMED);
  access_node (mn)->state = L2_UP;
  access_node (mn)->left = NULL;
  take_technology (mn, access_node (mn)->cell);
  mn->router = router;
  router->attached++;
  link_attach (mn->radio, router->node);
  trace_emit (mn->domain->sim->trace, TRACE_ATTACHED, mn);
  host_link_resumed (mn);
  riders_board (mn);
}

static void
regain_coverage (struct mobile_node *mn, uint32_t cell)
{
  struct access_node *node = access_node (mn);
  struct access_router *router = router_of (mn->domain, cell);

  if (!gap_of (mn))
    {
      enter (mn, cell, router);
      return;
    }
  node->cell = cell;
  if (node->state == L2_FADING && router == mn->handover->from)
    {
      fade_in (mn, router);
      return;
    }
  mn->handover->to = router;
  if (node->state == L2_SEARCHING)
    l2_switch (mn);
  else
    node->state = L2_DETECTING;
}

static void
enter_uncovered (struct mobile_node *mn)
{
  timer_stop (mn->domain->sim->engine, &mn->l2_timer);
  mn->present = true;
  access_node (mn)->left = NULL;
  access_node (mn)->state = L2_SEARCHING;
}

/* ---- motion's verbs ------------------------------------------------ */

void
access_enter (struct mobile_node *mn, struct access_router *router)
{
  g_assert (!mn->present);
  enter (mn, first_cell_of (router), router);
  riders_enter (mn, router);
}

void
access_enter_at (struct mobile_node *mn, double x, double y)
{
  uint32_t cell = access_best_cell (mn->domain, x, y);

  g_assert (!mn->present);
  if (cell != CELL_NONE)
    enter (mn, cell, router_of (mn->domain, cell));
  else
    enter_uncovered (mn);
  riders_enter_at (mn, x, y);
}

void
access_move (struct mobile_node *mn, struct access_router *router)
{
  g_assert (access_heading (mn));
  if (access_heading (mn) != router)
    move (mn, first_cell_of (router), router);
  riders_move (mn, router);
}

static void
change_cell (struct mobile_node *mn, uint32_t cell)
{
  struct access_node *node = access_node (mn);

  if (cell == CELL_NONE)
    lose_coverage (mn);
  else if (l2_without_coverage (mn))
    regain_coverage (mn, cell);
  else if (access_heading (mn) != router_of (mn->domain, cell))
    move (mn, cell, router_of (mn->domain, cell));
  else if (l2_without_link (mn))
    node->cell = cell;
  else
    reselect (mn, cell);
}

void
access_change_cell (struct mobile_node *mn, uint32_t cell)
{
  struct access_node *node = access_node (mn);

  g_assert (mn->present);
  if (node->pursuits)
    g_array_set_size (node->pursuits, 0);
  if (cell != node->cell)
    change_cell (mn, cell);
  riders_change_cell (mn, cell);
}

void
access_leave (struct mobile_node *mn)
{
  struct access_node *node = access_node (mn);
  struct access_router *from = mn->router;

  g_assert (mn->present);
  l2_lose_link (mn);
  handover_close (mn, HANDOVER_LEFT);
  mn->present = false;
  node->cell = CELL_NONE;
  if (node->pursuits)
    g_array_set_size (node->pursuits, 0);
  if (node->state == L2_UP || node->state == L2_RESELECTING)
    l2_detect (mn, L2_LEAVING, from);
  else if (node->state == L2_DETECTING || node->state == L2_FADING)
    node->state = L2_LEAVING;
  else
    {
      timer_stop (mn->domain->sim->engine, &mn->l2_timer);
      node->state = L2_AWAY;
    }
  host_leave (mn);
  riders_leave (mn);
}

struct access_router *
access_heading (const struct mobile_node *mn)
{
  return l2_without_link (mn) ? mn->handover->to : mn->router;
}

uint8_t
access_technology_type (const struct mobile_node *mn)
{
  return mn->logical ? ATT_VIRTUAL : (uint8_t)technology_of (mn)->att;
}

void
access_links_up (struct access_router *router)
{
  const GPtrArray *nodes = router->domain->mobile_nodes;

  for (guint i = 0; i < nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (nodes, i);

      if (mn->router != router || !mn->handover)
        continue;
      host_link_up (mn);
      if (mn->domain->config.access.detection == DETECTION_TRIGGER)
        router_trigger (router, mn);
    }
}

bool
access_reachable (const struct access_router *router,
                  const struct mobile_node *mn)
{
  return mn->router == router;
}
