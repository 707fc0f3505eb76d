/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vehicles in a grid of streets.  Crossing (i, j) of columns x rows lies at
 * start + (i, j) block.  What a vehicle does at a crossing is drawn from its
 * own stream, as far ahead as it goes straight, so that a leg ends where it
 * turns: events grow with turns and changes of cell.
 *
 * Border: "reflect": there are no streets beyond the outermost crossings; what
 * would lead there is not drawn, the other choices keep their ratio, and where
 * none is left the vehicle turns round.  "wrap": the grid is a torus whose seam
 * lies half a block beyond the outermost crossings; a vehicle that comes to it
 * goes on at the opposite side.
 *
 * A vehicle begins anywhere on the streets with equal probability, in either
 * direction: the stationary law of the torus, and of "walk" anywhere. */
#include <gsl/gsl_randist.h>
#include <math.h>

#include "models/motion/models.h"
#include "models/motion/walk.h"

enum next_rule
{
  NEXT_TURN,
  NEXT_WALK
};
static const char *const next_names[] = { "turn", "walk", NULL };

enum border
{
  BORDER_REFLECT,
  BORDER_WRAP
};
static const char *const border_names[] = { "reflect", "wrap", NULL };

struct manhattan_config
{
  double start[2];
  double block;
  int64_t columns, rows;
  struct law speed;
  int next; /* enum next_rule */
  double straight, left;
  int at_border; /* enum border */
};

static const struct parameter manhattan_parameters[] = {
  { .key = "start",
    .type = PARAMETER_POSITION,
    .offset = offsetof (struct manhattan_config, start),
    .fallback = "[0, 0]",
    .help = "of the grid: its south-western crossing",
    .flags = PARAMETER_SIGNED },
  { .key = "block",
    .type = PARAMETER_LENGTH,
    .offset = offsetof (struct manhattan_config, block),
    .fallback = "\"100 m\"",
    .help = "distance of neighbouring crossings",
    .flags = PARAMETER_POSITIVE },
  { .key = "columns",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct manhattan_config, columns),
    .fallback = "10",
    .help = "streets from south to north",
    .minimum = 1,
    .maximum = 1000000 },
  { .key = "rows",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct manhattan_config, rows),
    .fallback = "10",
    .help = "streets from west to east",
    .minimum = 1,
    .maximum = 1000000 },
  { .key = "speed",
    .type = PARAMETER_LAW_SPEED,
    .offset = offsetof (struct manhattan_config, speed),
    .fallback = "\"50 km/h\"",
    .help = "drawn once per node" },
  { .key = "next",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct manhattan_config, next),
    .fallback = "\"turn\"",
    .help = "at a crossing: straight, left or right (turn), or any of the four "
            "neighbours with equal probability, back included (walk)",
    .choices = next_names },
  { .key = "straight",
    .type = PARAMETER_PROBABILITY,
    .offset = offsetof (struct manhattan_config, straight),
    .fallback = "0.5",
    .help = "with \"next\": \"turn\": probability to go straight on" },
  { .key = "left",
    .type = PARAMETER_PROBABILITY,
    .offset = offsetof (struct manhattan_config, left),
    .fallback = "0.25",
    .help = "with \"next\": \"turn\": probability to turn left; what is left "
            "of 1 is that to turn right" },
  { .key = "at_border",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct manhattan_config, at_border),
    .fallback = "\"reflect\"",
    .help = "reflect: nothing leads beyond the outermost crossings; wrap: half "
            "a block beyond them a node goes on at the opposite side",
    .choices = border_names },
  { 0 }
};

/* Anticlockwise, so that left is one on. */
enum heading
{
  EAST,
  NORTH,
  WEST,
  SOUTH,
  HEADINGS_N
};
static const int64_t steps[HEADINGS_N][2]
    = { { 1, 0 }, { 0, 1 }, { -1, 0 }, { 0, -1 } };

struct driver
{
  struct walk walk; /* first: walk_arrival gets it */
  struct manhattan *manhattan;
  struct random_parked turns;
  double speed;
  int64_t at[2];   /* crossing it is at or left last; beyond the grid when it
                      comes in over the seam */
  double place[2]; /* m from the first crossing */
  enum heading heading, next;
  bool at_seam; /* where the leg ends */
};

struct manhattan
{
  const struct manhattan_config *config;
  struct domain *domain;
  int64_t size[2];            /* columns, rows */
  double weights[HEADINGS_N]; /* by quarter turns to the left */
  gsl_rng *seat;              /* the drivers' streams take turns on it */
  struct driver *drivers;
};

/* ---- at a crossing ------------------------------------------------- */

static bool
leads_out (const struct manhattan *m, const int64_t at[2], enum heading heading)
{
  for (unsigned k = 0; k < 2; k++)
    {
      int64_t next = at[k] + steps[heading][k];

      if (next < 0 || next >= m->size[k])
        return true;
    }
  return false;
}

/* One of the headings by their weights; behind it where none has any. */
static enum heading
draw_heading (struct driver *d)
{
  const struct manhattan *m = d->manhattan;
  bool wrap = m->config->at_border == BORDER_WRAP;
  double weights[HEADINGS_N], total = 0, drawn;
  enum heading last = (d->heading + 2) % HEADINGS_N;

  for (unsigned turn = 0; turn < HEADINGS_N; turn++)
    {
      enum heading heading = (d->heading + turn) % HEADINGS_N;

      weights[turn]
          = wrap || !leads_out (m, d->at, heading) ? m->weights[turn] : 0;
      total += weights[turn];
    }
  drawn = gsl_ran_flat (m->seat, 0, total);
  for (unsigned turn = 0; turn < HEADINGS_N && drawn >= 0; turn++)
    if (weights[turn] > 0)
      {
        last = (d->heading + turn) % HEADINGS_N;
        drawn -= weights[turn];
      }
  return last;
}

/* ---- driving ------------------------------------------------------- */

/* Moves on to the crossing at which it turns, or to the seam. */
static void
plan (struct driver *d)
{
  struct manhattan *m = d->manhattan;
  unsigned axis = d->heading % 2;
  int64_t step = steps[d->heading][axis];

  random_stream_resume (m->seat, &d->turns);
  do
    {
      d->at[axis] += step;
      d->at_seam = d->at[axis] < 0 || d->at[axis] >= m->size[axis];
      if (!d->at_seam)
        d->next = draw_heading (d);
    }
  while (!d->at_seam && d->next == d->heading);
  random_stream_park (m->seat, &d->turns);
  d->place[axis] = m->config->block * (double)d->at[axis];
  if (d->at_seam)
    d->place[axis] -= m->config->block * (double)step / 2;
}

static void
position (const struct driver *d, double at[2])
{
  for (unsigned k = 0; k < 2; k++)
    at[k] = d->manhattan->config->start[k] + d->place[k];
}

static void
drive (struct driver *d)
{
  double from[2], to[2];

  if (d->speed == 0)
    return;
  position (d, from);
  plan (d);
  position (d, to);
  walk_straight (&d->walk, from, to, d->speed);
}

static void
cross_seam (struct driver *d)
{
  const struct manhattan *m = d->manhattan;
  unsigned axis = d->heading % 2;
  double span = m->config->block * (double)m->size[axis];
  double at[2];

  if (d->at[axis] < 0)
    {
      d->at[axis] = m->size[axis];
      d->place[axis] += span;
    }
  else
    {
      d->at[axis] = -1;
      d->place[axis] -= span;
    }
  position (d, at);
  access_change_cell (d->walk.mn, access_best_cell (m->domain, at[0], at[1]));
}

static void
driver_arrive (struct walk *walk)
{
  struct driver *d = (struct driver *)walk;

  if (d->at_seam)
    cross_seam (d);
  else
    d->heading = d->next;
  drive (d);
}

static void
driver_begin (struct sim *sim, void *subject)
{
  struct driver *d = subject;
  double at[2];

  (void)sim;
  position (d, at);
  walk_enter (&d->walk, at[0], at[1]);
  drive (d);
}

/* ---- beginning ----------------------------------------------------- */

/* Blocks of streets along @axis: those of the torus have one more each. */
static int64_t
blocks_along (const struct manhattan *m, unsigned axis)
{
  int64_t closed = m->config->at_border == BORDER_WRAP;

  return (m->size[axis] - 1 + closed) * m->size[1 - axis];
}

/* Somewhere on a block between two crossings, on its way from one of them. */
static void
draw_beginning (struct driver *d)
{
  const struct manhattan *m = d->manhattan;
  gsl_rng *stream = random_stream_new (&m->domain->sim->random,
                                       d->walk.mn->node->name, "motion.start");
  double east_west = (double)blocks_along (m, 0);
  double all = east_west + (double)blocks_along (m, 1);
  unsigned axis = gsl_rng_uniform (stream) * all < east_west ? 0 : 1;
  unsigned long streets = (unsigned long)m->size[1 - axis];
  unsigned long blocks = (unsigned long)blocks_along (m, axis) / streets;
  bool back = gsl_rng_uniform (stream) < 0.5;
  double gone = gsl_rng_uniform (stream);

  d->at[axis] = (int64_t)gsl_rng_uniform_int (stream, blocks) + back;
  d->at[1 - axis] = (int64_t)gsl_rng_uniform_int (stream, streets);
  d->heading = axis + (back ? 2 : 0);
  d->place[axis]
      = m->config->block * ((double)d->at[axis] + (back ? -gone : gone));
  d->place[1 - axis] = m->config->block * (double)d->at[1 - axis];
  if (d->place[axis] >= m->config->block * ((double)m->size[axis] - 0.5))
    {
      d->at[axis] -= m->size[axis];
      d->place[axis] -= m->config->block * (double)m->size[axis];
    }
  gsl_rng_free (stream);
}

/* ---- life ---------------------------------------------------------- */

static bool
check_config (const struct manhattan_config *c, GError **error)
{
  const char *wrong = NULL;

  if (c->straight + c->left > 1)
    wrong = "\"straight\" and \"left\" are more than 1 together";
  else if (c->at_border == BORDER_REFLECT && c->columns == 1 && c->rows == 1)
    wrong = "one crossing has no streets: ask for more \"columns\" or "
            "\"rows\", or for \"at_border\": \"wrap\"";
  if (wrong)
    g_set_error (error, MOTION_ERROR, MOTION_ERROR_INPUT, "%s", wrong);
  return !wrong;
}

static struct manhattan *
manhattan_new (struct domain *domain, const struct manhattan_config *config,
               unsigned n)
{
  struct manhattan *m = g_new0 (struct manhattan, 1);
  bool walk = config->next == NEXT_WALK;

  m->config = config;
  m->domain = domain;
  m->size[0] = config->columns;
  m->size[1] = config->rows;
  m->weights[0] = walk ? 0.25 : config->straight;
  m->weights[1] = walk ? 0.25 : config->left;
  m->weights[2] = walk ? 0.25 : 0;
  m->weights[3] = walk ? 0.25 : 1 - config->straight - config->left;
  m->seat = random_stream_seat ();
  m->drivers = g_new0 (struct driver, n);
  return m;
}

static void
manhattan_free (void *state)
{
  struct manhattan *m = state;

  if (!m)
    return;
  gsl_rng_free (m->seat);
  g_free (m->drivers);
  g_free (m);
}

static bool
manhattan_start (struct domain *domain, const void *config,
                 struct mobile_node *const *nodes, unsigned n, void **state,
                 GError **error)
{
  const struct manhattan_config *c = config;
  struct engine *engine = domain->sim->engine;
  event_kind kind = engine_kind (engine, "motion-manhattan", driver_begin);
  struct manhattan *m;

  if (!motion_need_cells (domain, error) || !check_config (c, error))
    return false;
  *state = m = manhattan_new (domain, c, n);
  for (unsigned i = 0; i < n; i++)
    {
      struct driver *d = &m->drivers[i];

      walk_init (&d->walk, nodes[i], driver_arrive);
      d->manhattan = m;
      d->turns = random_stream_parked (&domain->sim->random,
                                       nodes[i]->node->name, "motion.turns");
      d->speed = motion_draw_once (nodes[i], &c->speed, "motion.speed");
      draw_beginning (d);
      engine_schedule (engine, 0, node_origin (nodes[i]->node), kind, d);
    }
  return true;
}

/* ---- what is known beforehand --------------------------------------- */

/* Router whose cell stands at the crossing, -1 if none does. */
static int64_t
router_at (const struct domain *domain, const struct manhattan_config *c,
           int64_t column, int64_t row)
{
  double x = c->start[0] + c->block * (double)column;
  double y = c->start[1] + c->block * (double)row;
  uint32_t best = access_best_cell (domain, x, y);
  const struct cell *cell;

  if (best == CELL_NONE)
    return -1;
  cell = &g_array_index (domain->cells, struct cell, best);
  if (hypot (cell->x - x, cell->y - y) > 1e-6 * c->block)
    return -1;
  return cell->router;
}

/* Steps to the neighbours of a crossing; false if it or one has no router. */
static bool
law_crossing (const struct domain *domain, const struct manhattan_config *c,
              const int64_t at[2], GArray *steps_of)
{
  const int64_t size[2] = { c->columns, c->rows };
  int64_t from = router_at (domain, c, at[0], at[1]);
  guint first = steps_of->len;
  bool found = from >= 0;

  for (unsigned k = 0; found && k < HEADINGS_N; k++)
    {
      int64_t to[2] = { at[0] + steps[k][0], at[1] + steps[k][1] };
      struct motion_step step = { .from = (uint32_t)from };

      if (c->at_border == BORDER_WRAP)
        for (unsigned axis = 0; axis < 2; axis++)
          to[axis] = (to[axis] + size[axis]) % size[axis];
      else if (to[0] < 0 || to[0] >= size[0] || to[1] < 0 || to[1] >= size[1])
        continue;
      found = router_at (domain, c, to[0], to[1]) >= 0;
      step.to = (uint32_t)MAX (0, router_at (domain, c, to[0], to[1]));
      g_array_append_val (steps_of, step);
    }
  for (guint i = first; i < steps_of->len; i++)
    g_array_index (steps_of, struct motion_step, i).probability
        = 1.0 / (steps_of->len - first);
  return found;
}

/* A router at each crossing and nowhere else, one speed: it is left after
 * each block.  Turns depend on where the vehicle came from, a walk does not. */
static void
manhattan_law (const struct domain *domain, const void *config,
               const struct mobile_node *mn G_GNUC_UNUSED,
               struct motion_law *law)
{
  const struct manhattan_config *c = config;
  int64_t crossings = c->columns * c->rows;
  bool found = crossings == domain->cells->len
               && crossings == domain->routers->len && c->columns > 1
               && c->rows > 1 && c->speed.kind == LAW_CONSTANT
               && c->speed.a > 0;

  for (int64_t i = 0; found && i < crossings; i++)
    found = law_crossing (
        domain, c, (int64_t[]){ i % c->columns, i / c->columns }, law->steps);
  if (!found || c->next != NEXT_WALK)
    g_array_set_size (law->steps, 0);
  if (!found)
    return;
  law->stays = MOTION_STAYS_CONSTANT;
  law->walk = MOTION_WALK_RETURNS;
  law->mean = c->block / c->speed.a;
}

static const struct motion_model model = {
  .law = manhattan_law,
  .start = manhattan_start,
  .free = manhattan_free,
};

const struct variant motion_manhattan = {
  .name = "manhattan",
  .help = "drives along a grid of streets, with random turns",
  .of = manhattan_parameters,
  .size = sizeof (struct manhattan_config),
  .implementation = &model,
};
