/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over the access routers without positions: a residence time drawn
 * from a law, then a move to a router drawn from those that are next.  The
 * residence runs from one t_dead to the next. */
#include "models/access/access.h"
#include "models/motion/models.h"

enum next_rule
{
  NEXT_UNIFORM,
  NEXT_NEIGHBOUR,
  NEXT_LINE
};
static const char *const next_names[]
    = { "uniform", "neighbour", "line", NULL };

enum line_end
{
  LINE_BOUNCE,
  LINE_WRAP,
  LINE_STOP
};
static const char *const end_names[] = { "bounce", "wrap", "stop", NULL };

struct markov_config
{
  struct law residence;
  int next;    /* enum next_rule */
  int at_end;  /* enum line_end */
  char *start; /* NULL: drawn */
  struct law enter;
};

static const struct parameter markov_parameters[] = {
  { .key = "residence",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct markov_config, residence),
    .fallback = "{\"exponential\": \"60 s\"}",
    .help = "time at a router, from one t_dead to the next",
    .flags = PARAMETER_POSITIVE },
  { .key = "next",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct markov_config, next),
    .fallback = "\"uniform\"",
    .help = "router to move to: any other; one of those with the fewest wired "
            "hops to this one (neighbour); or the next of sites.access (line)",
    .choices = next_names },
  { .key = "at_end",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct markov_config, at_end),
    .fallback = "\"bounce\"",
    .help = "with \"next\": \"line\", at the last router: turn round, go on "
            "at the first, or stay",
    .choices = end_names },
  { .key = "start",
    .type = PARAMETER_STRING,
    .offset = offsetof (struct markov_config, start),
    .help = "access router of all nodes at the start; drawn per node if "
            "absent",
    .flags = PARAMETER_OPTIONAL,
    .reference = REFERENCE_ACCESS },
  { .key = "enter",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct markov_config, enter),
    .fallback = "\"0 s\"",
    .help = "when a node comes into the area, drawn per node" },
  { 0 }
};

struct markov;

struct walker
{
  struct mobile_node *mn;
  struct markov *markov;
  struct random_parked residence, next;
  guint at; /* index of the router */
  guint to; /* of the one it goes to next */
  bool back;
};

struct markov
{
  const struct markov_config *config;
  struct domain *domain;
  event_kind kind;
  struct walker *walkers;
  gsl_rng *seat;         /* the walkers' streams take turns on it */
  GPtrArray *neighbours; /* GArray of guint, by router; NULL until asked */
};

/* ---- where to ------------------------------------------------------ */

static guint
draw_index (struct walker *w, guint n)
{
  gsl_rng *seat = w->markov->seat;
  guint drawn;

  random_stream_resume (seat, &w->next);
  drawn = (guint)gsl_rng_uniform_int (seat, n);
  random_stream_park (seat, &w->next);
  return drawn;
}

static sim_time
draw_residence (struct walker *w)
{
  gsl_rng *seat = w->markov->seat;
  sim_time drawn;

  random_stream_resume (seat, &w->residence);
  drawn = law_draw_time (&w->markov->config->residence, seat);
  random_stream_park (seat, &w->residence);
  return drawn;
}

static guint
next_uniform (struct walker *w)
{
  guint other = draw_index (w, w->mn->domain->routers->len - 1);

  return other < w->at ? other : other + 1;
}

static GArray *
find_neighbours (const struct domain *domain, guint at)
{
  const struct access_router *here = g_ptr_array_index (domain->routers, at);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));
  uint32_t least = UINT32_MAX;

  for (guint i = 0; i < domain->routers->len; i++)
    {
      const struct access_router *there
          = g_ptr_array_index (domain->routers, i);
      uint32_t hops = i == at ? UINT32_MAX
                              : network_path_hops (domain->sim->network,
                                                   here->node, there->node);

      if (hops < least)
        g_array_set_size (found, 0);
      least = MIN (least, hops);
      if (hops == least && hops != UINT32_MAX)
        g_array_append_val (found, i);
    }
  return found;
}

static guint
next_neighbour (struct walker *w)
{
  GPtrArray *known = w->markov->neighbours;
  GArray *neighbours = g_ptr_array_index (known, w->at);

  if (!neighbours)
    neighbours = g_ptr_array_index (known, w->at)
        = find_neighbours (w->markov->domain, w->at);
  return neighbours->len == 0 ? w->at
                              : g_array_index (neighbours, guint,
                                               draw_index (w, neighbours->len));
}

static guint
next_in_line (struct walker *w)
{
  guint last = w->mn->domain->routers->len - 1;
  enum line_end at_end = (enum line_end)w->markov->config->at_end;

  if (w->at == last && at_end == LINE_WRAP)
    return 0;
  if (w->at == last && at_end == LINE_STOP)
    return last;
  if (w->at == last || w->at == 0)
    w->back = w->at == last;
  return w->back ? w->at - 1 : w->at + 1;
}

static guint
next_router (struct walker *w)
{
  switch ((enum next_rule)w->markov->config->next)
    {
    case NEXT_UNIFORM:
      return next_uniform (w);
    case NEXT_NEIGHBOUR:
      return next_neighbour (w);
    case NEXT_LINE:
      return next_in_line (w);
    }
  g_assert_not_reached ();
}

/* ---- walking ------------------------------------------------------- */

static void
walker_stay (struct walker *w)
{
  struct sim *sim = w->mn->domain->sim;
  GPtrArray *routers = w->mn->domain->routers;
  sim_time time = draw_residence (w);

  if (time >= SIM_TIME_MAX - sim_now (sim))
    return;
  engine_schedule (sim->engine, sim_now (sim) + time, node_origin (w->mn->node),
                   w->markov->kind, w);
  if (routers->len < 2)
    return;
  w->to = next_router (w);
  access_expect (w->mn, sim_now (sim) + time,
                 g_ptr_array_index (routers, w->to));
}

static void
walker_move (struct sim *sim, void *subject)
{
  struct walker *w = subject;
  GPtrArray *routers = w->mn->domain->routers;

  (void)sim;
  if (!access_heading (w->mn))
    {
      access_enter (w->mn, g_ptr_array_index (routers, w->at));
      walker_stay (w);
      return;
    }
  if (routers->len < 2)
    return;
  if (w->to == w->at)
    return;
  w->at = w->to;
  access_move (w->mn, g_ptr_array_index (routers, w->at));
  walker_stay (w);
}

/* ---- life ---------------------------------------------------------- */

static void
neighbours_free (void *array)
{
  if (array)
    g_array_unref (array);
}

static void
markov_free (void *state)
{
  struct markov *m = state;

  if (!m)
    return;
  gsl_rng_free (m->seat);
  g_free (m->walkers);
  g_ptr_array_unref (m->neighbours);
  g_free (m);
}

static void
walker_init (struct walker *w, struct markov *m, struct mobile_node *mn,
             const struct access_router *start)
{
  const struct random_source *random = &m->domain->sim->random;
  const char *name = mn->node->name;

  w->mn = mn;
  w->markov = m;
  w->residence = random_stream_parked (random, name, "motion.residence");
  w->next = random_stream_parked (random, name, "motion.next");
  w->at = start ? start->index : draw_index (w, m->domain->routers->len);
}

/* Nobody enters later than at once. */
static bool
markov_is_there (const struct markov_config *c)
{
  return c->enter.kind == LAW_CONSTANT && law_mean (&c->enter) == 0;
}

static sim_time
draw_entrance (struct walker *w)
{
  struct random_parked stream;

  if (markov_is_there (w->markov->config))
    return 0;
  stream = random_stream_parked (&w->markov->domain->sim->random,
                                 w->mn->node->name, "motion.enter");
  random_stream_resume (w->markov->seat, &stream);
  return law_draw_time (&w->markov->config->enter, w->markov->seat);
}

static bool
markov_start (struct domain *domain, const void *config,
              struct mobile_node *const *nodes, unsigned n, void **state,
              GError **error)
{
  const struct markov_config *c = config;
  struct engine *engine = domain->sim->engine;
  struct access_router *start = NULL;
  struct markov *m;

  if (c->start && !(start = motion_find_router (domain, c->start, error)))
    return false;
  *state = m = g_new0 (struct markov, 1);
  m->config = c;
  m->domain = domain;
  m->kind = engine_kind (engine, "motion-markov", walker_move);
  m->seat = random_stream_seat ();
  m->walkers = g_new0 (struct walker, n);
  m->neighbours = g_ptr_array_new_with_free_func (neighbours_free);
  g_ptr_array_set_size (m->neighbours, (gint)domain->routers->len);
  for (unsigned i = 0; i < n; i++)
    {
      walker_init (&m->walkers[i], m, nodes[i], start);
      engine_schedule (engine, draw_entrance (&m->walkers[i]),
                       node_origin (nodes[i]->node), m->kind, &m->walkers[i]);
    }
  return true;
}

/* ---- what is known beforehand --------------------------------------- */

static void
law_step (struct motion_law *law, guint from, guint to, double probability)
{
  struct motion_step step = { from, to, probability };

  g_array_append_val (law->steps, step);
}

static void
law_jumps (struct motion_law *law, guint n)
{
  for (guint from = 0; from < n; from++)
    for (guint to = 0; to < n; to++)
      if (to != from)
        law_step (law, from, to, 1.0 / (n - 1));
  law->walk = MOTION_WALK_JUMPS;
}

static void
law_neighbours (struct motion_law *law, const struct domain *domain)
{
  for (guint from = 0; from < domain->routers->len; from++)
    {
      g_autoptr (GArray) neighbours = find_neighbours (domain, from);

      for (guint i = 0; i < neighbours->len; i++)
        law_step (law, from, g_array_index (neighbours, guint, i),
                  1.0 / neighbours->len);
    }
  law->walk = MOTION_WALK_RETURNS;
}

static void
law_ring (struct motion_law *law, guint n)
{
  for (guint from = 0; from < n; from++)
    law_step (law, from, (from + 1) % n, 1);
  law->walk = MOTION_WALK_ONWARD;
}

/* A line that is not closed has steps that depend on where the node came from,
 * or an end. */
static void
markov_law (const struct domain *domain, const void *config,
            const struct mobile_node *mn G_GNUC_UNUSED, struct motion_law *law)
{
  const struct markov_config *c = config;
  guint n = domain->routers->len;

  if (n < 2 || !markov_is_there (c)
      || (c->residence.kind != LAW_EXPONENTIAL
          && c->residence.kind != LAW_CONSTANT))
    return;
  law->mean = law_mean (&c->residence);
  law->together = true;
  if (c->next == NEXT_UNIFORM)
    law_jumps (law, n);
  else if (c->next == NEXT_NEIGHBOUR)
    law_neighbours (law, domain);
  else if (c->at_end == LINE_WRAP)
    law_ring (law, n);
  else if (c->at_end == LINE_BOUNCE)
    law->walk = MOTION_WALK_RETURNS;
  else
    return;
  law->stays = c->residence.kind == LAW_CONSTANT ? MOTION_STAYS_CONSTANT
                                                 : MOTION_STAYS_EXPONENTIAL;
}

static const struct motion_model model = {
  .law = markov_law,
  .start = markov_start,
  .free = markov_free,
};

const struct variant motion_markov = {
  .name = "markov",
  .help = "random residence times and random next routers",
  .of = markov_parameters,
  .size = sizeof (struct markov_config),
  .implementation = &model,
};
