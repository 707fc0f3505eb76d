/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The abstract layer-2 handover: instants of doc/metrics.md 2 from the death
 * of the old radio to the link up at the new router, and the layer's
 * parameters. */
#include "models/access/access.h"

#include "models/access/state.h"

/* ---- parameters ---------------------------------------------------- */

static const struct parameter radio_parameters[]
    = { { .key = "delay",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct radio_config, delay),
          .fallback = "\"2 ms\"",
          .help = "one way over the radio link" },
        { .key = "rate",
          .type = PARAMETER_RATE,
          .offset = offsetof (struct radio_config, rate),
          .fallback = "\"inf\"",
          .help = "of the radio link of one node, each way",
          .flags = PARAMETER_POSITIVE | PARAMETER_INFINITE },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          .offset = offsetof (struct radio_config, loss),
          .fallback = "0",
          .help = "probability that the radio link loses a packet" },
        { 0 } };

static const struct parameter attach_parameters[]
    = { { .key = "hysteresis",
          .type = PARAMETER_LENGTH,
          .offset = 0, /* of the row "attach" below */
          .fallback = "\"0 m\"",
          .help = "how much nearer a cell of another router must be" },
        { 0 } };

static const char *const detection_names[] = { "trigger", "rs", NULL };

const struct parameter access_parameters[]
    = { { .key = "radio",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct access_config, radio),
          .fallback = "{}",
          .help = "link between a mobile node and its access router",
          .of = radio_parameters },
        { .key = "l2_handover",
          .type = PARAMETER_LAW_TIME,
          .offset = offsetof (struct access_config, l2_handover),
          .fallback = "\"50 ms\"",
          .help = "t_down to t_up: scan, authenticate, associate" },
        { .key = "loss_detection",
          .type = PARAMETER_LAW_TIME,
          .offset = offsetof (struct access_config, loss_detection),
          .fallback = "\"0 s\"",
          .help = "t_dead to t_down: until the dead radio is noticed" },
        { .key = "attach",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct access_config, hysteresis),
          .fallback = "\"nearest\"",
          .help = "which cell serves a node that has a position",
          .of = attach_parameters,
          .word = "nearest" },
        { .key = "detection",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct access_config, detection),
          .fallback = "\"trigger\"",
          .help
          = "what tells the router of an attachment: a link-layer event, or "
            "the node's router solicitation (RFC 4861 6.3.7)",
          .choices = detection_names },
        { .key = "detach_notice",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct access_config, detach_notice),
          .fallback = "false",
          .help = "the old router learns of the departure, at t_down" },
        { 0 } };

/* ---- the layer-2 machine ------------------------------------------- */

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

static void
l2_arm (struct mobile_node *mn, enum l2_state state, sim_time delay)
{
  struct sim *sim = mn->domain->sim;

  access_node (mn)->state = state;
  timer_set (sim->engine, &mn->l2_timer, sim_now (sim) + delay,
             node_origin (mn->node), mn->domain->access->l2, mn);
}

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

static void
l2_gain_link (struct mobile_node *mn, struct access_router *router)
{
  struct sim *sim = mn->domain->sim;

  access_node (mn)->state = L2_UP;
  mn->handover->t_up = sim_now (sim);
  mn->router = router;
  router->attached++;
  link_attach (mn->radio, router->node);
  trace_emit (sim->trace, TRACE_ATTACHED, mn);
  host_link_up (mn);
  if (mn->domain->config.access.detection == DETECTION_TRIGGER)
    router_trigger (router, mn);
}

/* t_down: the old router is informed, if there are notices at all. */
static void
l2_inform (struct mobile_node *mn)
{
  struct domain *domain = mn->domain;
  struct access_node *node = access_node (mn);
  struct access_router *old = node->left;

  node->left = NULL;
  if (old && domain->config.access.detach_notice
      && domain->architecture->detached)
    domain->architecture->detached (domain->architecture_state, old, mn);
}

static void
l2_switch (struct mobile_node *mn)
{
  const struct access_config *config = &mn->domain->config.access;
  sim_time delay
      = draw (mn, &config->l2_handover, &access_node (mn)->l2, "l2_handover");

  mn->handover->t_down = sim_now (mn->domain->sim);
  l2_inform (mn);
  l2_arm (mn, L2_SWITCHING, delay);
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
    case L2_LEAVING:
      access_node (mn)->state = L2_AWAY;
      l2_inform (mn);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* The radio is dead; in @state until that is noticed, and @left with it. */
static void
l2_detect (struct mobile_node *mn, enum l2_state state,
           struct access_router *left)
{
  const struct access_config *config = &mn->domain->config.access;
  struct access_node *node = access_node (mn);

  node->left = left;
  l2_arm (mn, state,
          draw (mn, &config->loss_detection, &node->loss, "loss_detection"));
}

/* ---- motion's verbs ------------------------------------------------ */

static bool
l2_without_link (const struct mobile_node *mn)
{
  enum l2_state state = access_node (mn)->state;

  return state == L2_DETECTING || state == L2_SWITCHING;
}

void
access_enter (struct mobile_node *mn, struct access_router *router)
{
  struct domain *domain = mn->domain;

  g_assert (!access_heading (mn));
  timer_stop (domain->sim->engine, &mn->l2_timer);
  access_node (mn)->left = NULL;
  handover_begin (mn, NULL, router, 0);
  trace_emit (domain->sim->trace, TRACE_HANDOVER_BEGUN, mn->handover);
  l2_gain_link (mn, router);
}

/* The radio of a node without link is dead already: what it is about to notice
 * it notices when it would have, what it has noticed it need not again. */
void
access_move (struct mobile_node *mn, struct access_router *router)
{
  struct domain *domain = mn->domain;
  struct access_node *node = access_node (mn);
  bool up = node->state == L2_UP;
  struct access_router *from = up ? mn->router : mn->handover->from;

  g_assert (access_heading (mn));
  if (access_heading (mn) == router)
    return;
  l2_lose_link (mn);
  handover_close (mn, up ? HANDOVER_FAILED : HANDOVER_ABANDONED);
  handover_begin (mn, from, router, ++mn->handovers);
  mn->handover->t_dead = sim_now (domain->sim);
  trace_emit (domain->sim->trace, TRACE_HANDOVER_BEGUN, mn->handover);
  if (up)
    l2_detect (mn, L2_DETECTING, from);
  else if (node->state == L2_SWITCHING)
    l2_switch (mn);
}

void
access_leave (struct mobile_node *mn)
{
  struct access_node *node = access_node (mn);
  struct access_router *from = mn->router;

  g_assert (access_heading (mn));
  l2_lose_link (mn);
  handover_close (mn, HANDOVER_LEFT);
  if (node->state == L2_UP)
    l2_detect (mn, L2_LEAVING, from);
  else if (node->state == L2_DETECTING)
    node->state = L2_LEAVING;
  else
    {
      timer_stop (mn->domain->sim->engine, &mn->l2_timer);
      node->state = L2_AWAY;
    }
  host_leave (mn);
}

struct access_router *
access_heading (const struct mobile_node *mn)
{
  return l2_without_link (mn) ? mn->handover->to : mn->router;
}

bool
access_reachable (const struct access_router *router,
                  const struct mobile_node *mn)
{
  return mn->router == router;
}

/* ---- listeners and life -------------------------------------------- */

void
access_listen_addresses (struct domain *domain, address_listener *listener,
                         void *data)
{
  struct access_listener one = { listener, data };

  g_array_append_val (domain->access->listeners, one);
}

struct access_state *
access_state_new (struct domain *domain)
{
  struct access_state *access = g_new0 (struct access_state, 1);
  struct engine *engine = domain->sim->engine;

  access->domain = domain;
  access->l2 = engine_kind (engine, "access-l2", l2_expire);
  access->solicit
      = engine_kind (engine, "access-solicit", host_expire_solicitation);
  access->seat = random_stream_seat ();
  access->nodes = g_array_new (FALSE, TRUE, sizeof (struct access_node));
  access->by_node = g_ptr_array_new ();
  access->sites = g_ptr_array_new ();
  access->chunks = g_ptr_array_new_with_free_func (g_free);
  access->listeners
      = g_array_new (FALSE, FALSE, sizeof (struct access_listener));
  return access;
}

static void
access_node_clear (struct access_node *node)
{
  g_free (node->l2);
  g_free (node->loss);
}

void
access_state_free (struct access_state *access)
{
  if (!access)
    return;
  for (guint i = 0; i < access->nodes->len; i++)
    access_node_clear (&g_array_index (access->nodes, struct access_node, i));
  gsl_rng_free (access->seat);
  g_array_unref (access->nodes);
  g_ptr_array_unref (access->by_node);
  g_ptr_array_unref (access->sites);
  g_ptr_array_unref (access->chunks);
  g_array_unref (access->listeners);
  g_free (access->cells_first);
  g_free (access->cells_order);
  g_free (access);
}

static void
put_at (GPtrArray *array, uint32_t id, void *item)
{
  if (array->len <= id)
    g_ptr_array_set_size (array, (gint)id + 1);
  g_ptr_array_index (array, id) = item;
}

void
access_init_mobile_node (struct mobile_node *mn)
{
  struct access_state *access = mn->domain->access;
  struct address link_local = access_link_local (mn->link_layer);

  g_array_set_size (access->nodes, mn->index + 1);
  put_at (access->by_node, mn->node->id, mn);
  node_add_address (mn->node, &link_local);
  node_set_handler (mn->node, NEXT_ICMPV6, host_receive, mn);
}

void
access_init_router (struct access_router *router)
{
  put_at (router->domain->access->sites, router->node->id, router);
  node_add_address (router->node, &address_all_routers);
  node_add_address (router->node, &router->link_local);
  node_set_handler (router->node, NEXT_ICMPV6, router_receive, router);
}
