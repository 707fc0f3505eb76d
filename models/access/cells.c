/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cell serves a point, and when a straight movement changes it.
 *
 * A cell leads the serving one at a point that it covers when its technology
 * is preferred, or as much preferred and the cell nearer by at least the
 * hysteresis.  A node changes to a cell that has led for the time to trigger,
 * and at once when the serving cell does not cover it any more.
 *
 * The instants come from closed forms (the bisector of two cells, with
 * hysteresis a branch of a hyperbola, a circle for coverage) and are settled
 * on the first nanosecond at which the rule itself holds.  A movement is
 * searched piece by piece of about a cell's size, so that the cost grows with
 * the cells passed and not with those there are. */
#include <gsl/gsl_poly.h>
#include <math.h>

#include "models/access/state.h"

/* ---- a point ------------------------------------------------------- */

static int64_t
cell_preference (const struct domain *domain, const struct cell *cell)
{
  return g_array_index (domain->technologies, struct technology_config,
                        cell->technology)
      .preference;
}

static double
square_distance (const struct cell *cell, double x, double y)
{
  double dx = x - cell->x, dy = y - cell->y;

  return dx * dx + dy * dy;
}

static bool
cell_is_bounded (const struct cell *cell)
{
  return cell->radius > 0 && !isinf (cell->radius);
}

static bool
cell_covers (const struct cell *cell, double x, double y)
{
  return !cell_is_bounded (cell)
         || square_distance (cell, x, y) <= cell->radius * cell->radius;
}

/* Does @a serve the point rather than @b?  Both cover it. */
static bool
cell_is_better (const struct domain *domain, uint32_t a, uint32_t b, double x,
                double y)
{
  const struct cell *one = access_cell (domain, a),
                    *other = access_cell (domain, b);
  int64_t preference = cell_preference (domain, one);
  double d = square_distance (one, x, y), than = square_distance (other, x, y);

  if (preference != cell_preference (domain, other))
    return preference > cell_preference (domain, other);
  return d < than || (d == than && a < b);
}

static uint32_t
best_of (const struct domain *domain, const GArray *some, double x, double y)
{
  uint32_t best = CELL_NONE;

  for (guint i = 0; i < some->len; i++)
    {
      uint32_t j = g_array_index (some, guint, i);

      if (cell_covers (access_cell (domain, j), x, y)
          && (best == CELL_NONE || cell_is_better (domain, j, best, x, y)))
        best = j;
    }
  return best;
}

/* Nothing farther away than @distance is better than @best. */
static bool
is_settled (const struct domain *domain, const struct cell_index *index,
            uint32_t best, double x, double y, double distance)
{
  const struct cell *cell;

  if (best == CELL_NONE)
    return cell_index_widest (index) < distance;
  cell = access_cell (domain, best);
  return square_distance (cell, x, y) < distance * distance
         && cell_index_reach_above (index, cell->technology) < distance;
}

uint32_t
access_best_cell (const struct domain *domain, double x, double y)
{
  struct cell_index *index = cell_index_of (domain);
  double reach = cell_index_spacing (index);

  for (;; reach *= 2)
    {
      struct box box = { x - reach, y - reach, x + reach, y + reach };
      uint32_t best = best_of (domain, cell_index_find (index, &box), x, y);

      if (cell_index_is_within (index, &box)
          || is_settled (domain, index, best, x, y, reach))
        return best;
    }
}

/* ---- the rule ------------------------------------------------------ */

/* A movement of a node, and what it is held against. */
struct search
{
  const struct domain *domain;
  const struct segment *segment;
  uint32_t serving; /* CELL_NONE: no coverage */
  double hysteresis;
  sim_time time_to_trigger;
};

static double
fraction_at (const struct segment *s, sim_time t)
{
  return s->end > s->begin
             ? (double)(t - s->begin) / (double)(s->end - s->begin)
             : 0;
}

static void
segment_position (const struct segment *s, sim_time t, double *x, double *y)
{
  double u = fraction_at (s, t);

  *x = s->x0 + (s->x1 - s->x0) * u;
  *y = s->y0 + (s->y1 - s->y0) * u;
}

/* Something that holds for a cell at an instant of the movement. */
typedef bool rule (const struct search *s, uint32_t j, sim_time t);

static bool
covers (const struct search *s, uint32_t j, sim_time t)
{
  double x, y;

  segment_position (s->segment, t, &x, &y);
  return cell_covers (access_cell (s->domain, j), x, y);
}

static bool
misses (const struct search *s, uint32_t j, sim_time t)
{
  return !covers (s, j, t);
}

static bool
leads (const struct search *s, uint32_t j, sim_time t)
{
  const struct cell *own = access_cell (s->domain, s->serving);
  const struct cell *other = access_cell (s->domain, j);
  int64_t preference = cell_preference (s->domain, other);
  double x, y, d, than;

  segment_position (s->segment, t, &x, &y);
  if (preference < cell_preference (s->domain, own)
      || !cell_covers (other, x, y))
    return false;
  if (preference > cell_preference (s->domain, own))
    return true;
  d = square_distance (other, x, y);
  than = square_distance (own, x, y);
  if (s->hysteresis > 0)
    return sqrt (than) - sqrt (d) >= s->hysteresis;
  return d < than || (d == than && j < s->serving);
}

/* ---- closed forms -------------------------------------------------- */

/* Fractions of the segment; empty when low > high. */
struct interval
{
  double low, high;
};
static const struct interval interval_empty = { 1, 0 };

/* How much nearer, in squares of distance, a moving point is to one cell than
 * to another is linear: alpha + beta u. */
struct lead
{
  double alpha, beta;
};

static struct lead
lead_over (const struct segment *s, const struct cell *own,
           const struct cell *other)
{
  double dx = s->x1 - s->x0, dy = s->y1 - s->y0;

  return (struct lead){
    square_distance (own, s->x0, s->y0) - square_distance (other, s->x0, s->y0),
    2 * (dx * (other->x - own->x) + dy * (other->y - own->y)),
  };
}

/* Clips @i to where alpha + beta u >= 0. */
static struct interval
clip_linear (struct interval i, const struct lead *lead, bool wins_tie)
{
  if (lead->beta > 0)
    i.low = fmax (i.low, -lead->alpha / lead->beta);
  else if (lead->beta < 0)
    i.high = fmin (i.high, -lead->alpha / lead->beta);
  else if (lead->alpha < 0 || (lead->alpha == 0 && !wins_tie))
    return interval_empty;
  return i;
}

/* Square of the distance to a cell: a u^2 + b u + c. */
struct parabola
{
  double a, b, c;
};

static struct parabola
parabola_of (const struct segment *s, const struct cell *cell)
{
  double dx = s->x1 - s->x0, dy = s->y1 - s->y0;

  return (struct parabola){
    dx * dx + dy * dy,
    2 * (dx * (s->x0 - cell->x) + dy * (s->y0 - cell->y)),
    square_distance (cell, s->x0, s->y0),
  };
}

/* Clips @i to where the cell covers the point. */
static struct interval
clip_disc (struct interval i, const struct segment *s, const struct cell *cell)
{
  struct parabola q = parabola_of (s, cell);
  double root[2];

  if (!cell_is_bounded (cell))
    return i;
  q.c -= cell->radius * cell->radius;
  if (q.a == 0)
    return q.c <= 0 ? i : interval_empty;
  if (gsl_poly_solve_quadratic (q.a, q.b, q.c, &root[0], &root[1]) == 0)
    return interval_empty;
  return (struct interval){ fmax (i.low, root[0]), fmin (i.high, root[1]) };
}

/* |p - own| >= |p - other| + h, squared once: m(u) >= 2 h sqrt (q(u)) with m
 * linear and q the square of the distance to other.  Left minus right is
 * concave, so it holds on one interval, whose ends are those roots of
 * m^2 = 4 h^2 q at which m is not negative. */
struct branch
{
  struct lead m;
  struct parabola q;
  double h;
};

static struct branch
branch_make (const struct segment *s, const struct cell *own,
             const struct cell *other, double h)
{
  struct branch f = { lead_over (s, own, other), parabola_of (s, other), h };

  f.m.alpha -= h * h;
  return f;
}

static bool
branch_holds (const struct branch *f, double u)
{
  double m = f->m.alpha + f->m.beta * u;
  double q = (f->q.a * u + f->q.b) * u + f->q.c;

  return m >= 2 * f->h * sqrt (fmax (q, 0));
}

static struct interval
clip_branch (struct interval i, const struct branch *f)
{
  const struct lead *m = &f->m;
  double h4 = 4 * f->h * f->h, root[2];
  bool low = branch_holds (f, i.low), high = branch_holds (f, i.high);
  int n = gsl_poly_solve_quadratic (
      m->beta * m->beta - h4 * f->q.a, 2 * m->alpha * m->beta - h4 * f->q.b,
      m->alpha * m->alpha - h4 * f->q.c, &root[0], &root[1]);
  struct interval inside = { i.high, i.low };

  for (int k = 0; k < n; k++)
    if (root[k] >= i.low && root[k] <= i.high
        && m->alpha + m->beta * root[k] >= 0)
      {
        inside.low = fmin (inside.low, root[k]);
        inside.high = fmax (inside.high, root[k]);
      }
  if (!low && !high && inside.low > inside.high)
    return interval_empty;
  if (!low)
    i.low = inside.low;
  if (!high)
    i.high = fmax (inside.high, i.low);
  return i;
}

/* Where within @i the cell leads the serving one. */
static struct interval
lead_of (const struct search *s, uint32_t j, struct interval i)
{
  const struct cell *own = access_cell (s->domain, s->serving);
  const struct cell *other = access_cell (s->domain, j);
  int64_t preference = cell_preference (s->domain, other);
  struct lead lead;
  struct branch f;

  if (preference < cell_preference (s->domain, own))
    return interval_empty;
  i = clip_disc (i, s->segment, other);
  if (preference > cell_preference (s->domain, own) || i.low > i.high)
    return i;
  if (s->hysteresis > 0)
    {
      f = branch_make (s->segment, own, other, s->hysteresis);
      return clip_branch (i, &f);
    }
  lead = lead_over (s->segment, own, other);
  return clip_linear (i, &lead, j < s->serving);
}

/* ---- the instant --------------------------------------------------- */

/* First instant of (@no, @yes] at which the rule holds; it does at @yes and
 * does not at @no. */
static sim_time
bisect (const struct search *s, rule *holds, uint32_t j, sim_time no,
        sim_time yes)
{
  while (yes - no > 1)
    {
      sim_time middle = no + (yes - no) / 2;

      if (holds (s, j, middle))
        yes = middle;
      else
        no = middle;
    }
  return yes;
}

/* A piece of the segment. */
struct piece
{
  sim_time from, to;
};

/* The closed form is right to rounding: the rule's own first instant within
 * the piece is looked for around @fraction in steps that double.
 * SIM_TIME_NONE if there is none. */
static sim_time
settle (const struct search *s, rule *holds, uint32_t j,
        const struct piece *piece, double fraction)
{
  const struct segment *segment = s->segment;
  sim_time step = 1, last, t;

  t = segment->begin
      + (sim_time)(fraction * (double)(segment->end - segment->begin));
  t = CLAMP (t, piece->from, piece->to);
  if (holds (s, j, t))
    {
      for (; t > piece->from; step *= 2)
        {
          last = t;
          t = t - piece->from > step ? t - step : piece->from;
          if (!holds (s, j, t))
            return bisect (s, holds, j, t, last);
        }
      return piece->from;
    }
  for (; t < piece->to; step *= 2)
    {
      last = t;
      t = step < piece->to - t ? t + step : piece->to;
      if (holds (s, j, t))
        return bisect (s, holds, j, last, t);
    }
  return SIM_TIME_NONE;
}

static struct interval
fractions_of (const struct search *s, const struct piece *piece)
{
  return (struct interval){ fraction_at (s->segment, piece->from),
                            fraction_at (s->segment, piece->to) };
}

/* First instant of the piece at which the cell leads, SIM_TIME_NONE if none. */
static sim_time
first_lead (const struct search *s, uint32_t j, const struct piece *piece)
{
  struct interval i = lead_of (s, j, fractions_of (s, piece));

  if (i.low > i.high)
    return SIM_TIME_NONE;
  return settle (s, leads, j, piece, i.low);
}

/* First instant of the piece at which the cell covers the node. */
static sim_time
first_cover (const struct search *s, uint32_t j, const struct piece *piece)
{
  struct interval i = clip_disc (fractions_of (s, piece), s->segment,
                                 access_cell (s->domain, j));

  if (i.low > i.high)
    return SIM_TIME_NONE;
  return settle (s, covers, j, piece, i.low);
}

/* First instant of the piece at which the serving cell does not cover it. */
static sim_time
first_miss (const struct search *s, const struct piece *piece)
{
  const struct cell *own = access_cell (s->domain, s->serving);
  struct interval i = fractions_of (s, piece);

  if (!cell_is_bounded (own))
    return SIM_TIME_NONE;
  if (misses (s, s->serving, piece->from))
    return piece->from;
  if (!misses (s, s->serving, piece->to))
    return SIM_TIME_NONE;
  i = clip_disc (i, s->segment, own);
  return settle (s, misses, s->serving, piece, i.high);
}

/* ---- neighbours that lead ------------------------------------------ */

/* Since when the cell has led without a break, of those that led at the end of
 * the piece before; else @start. */
static sim_time
led_since (const GArray *pursuits, uint32_t j, sim_time from, sim_time start)
{
  for (guint i = 0; pursuits && start == from && i < pursuits->len; i++)
    if (g_array_index (pursuits, struct pursuit, i).cell == j)
      return g_array_index (pursuits, struct pursuit, i).since;
  return start;
}

/* When the cell will have led long enough; SIM_TIME_NONE if not in the piece,
 * and then @still says whether it leads at the end, since *since. */
static sim_time
trigger_of (const struct search *s, uint32_t j, const struct piece *piece,
            const GArray *pursuits, sim_time *since, bool *still)
{
  sim_time start = first_lead (s, j, piece), trigger;

  *still = false;
  if (start == SIM_TIME_NONE || s->time_to_trigger == 0)
    return start;
  *since = led_since (pursuits, j, piece->from, start);
  if (piece->to - *since < s->time_to_trigger)
    {
      *still = leads (s, j, piece->to);
      return SIM_TIME_NONE;
    }
  trigger = MAX (*since + s->time_to_trigger, piece->from);
  return leads (s, j, trigger) ? trigger : SIM_TIME_NONE;
}

static bool
is_sooner (const struct search *s, sim_time when, uint32_t j,
           const struct cell_change *than)
{
  double x, y;

  if (than->when == SIM_TIME_NONE || when < than->when)
    return true;
  segment_position (s->segment, when, &x, &y);
  return when == than->when && cell_is_better (s->domain, j, than->cell, x, y);
}

/* The first of @some to have led long enough; @pursuits becomes those that
 * still lead at the end. */
static struct cell_change
first_trigger (const struct search *s, const GArray *some,
               const struct piece *piece, GArray *pursuits)
{
  struct cell_change first = { SIM_TIME_NONE, CELL_NONE };
  guint before = pursuits ? pursuits->len : 0;

  for (guint i = 0; i < some->len; i++)
    {
      struct pursuit p = { g_array_index (some, guint, i), 0 };
      bool still;
      sim_time when;

      if (p.cell == s->serving)
        continue;
      when = trigger_of (s, p.cell, piece, pursuits, &p.since, &still);
      if (when != SIM_TIME_NONE && is_sooner (s, when, p.cell, &first))
        first = (struct cell_change){ when, p.cell };
      if (still)
        g_array_append_val (pursuits, p);
    }
  if (before > 0)
    g_array_remove_range (pursuits, 0, before);
  return first;
}

/* ---- piece by piece ------------------------------------------------ */

#define PIECES_MAX 4096

/* The piece with @margin around it; rounding is a matter of less than 1 mm. */
static struct box
box_around (const struct search *s, const struct piece *piece, double margin)
{
  double x0, y0, x1, y1;

  margin += 1e-3 + margin * 1e-9;
  segment_position (s->segment, piece->from, &x0, &y0);
  segment_position (s->segment, piece->to, &x1, &y1);
  return (struct box){ fmin (x0, x1) - margin, fmin (y0, y1) - margin,
                       fmax (x0, x1) + margin, fmax (y0, y1) + margin };
}

/* Who leads is as near as the serving cell, or of a preferred technology and
 * within its own reach; the distance to a point is greatest at an end. */
static double
margin_of (const struct search *s, const struct cell_index *index,
           const struct piece *piece)
{
  const struct cell *own = access_cell (s->domain, s->serving);
  double x, y, farthest;

  segment_position (s->segment, piece->from, &x, &y);
  farthest = square_distance (own, x, y);
  segment_position (s->segment, piece->to, &x, &y);
  farthest = fmax (farthest, square_distance (own, x, y));
  return fmax (sqrt (farthest),
               cell_index_reach_above (index, own->technology));
}

static struct cell_change
change_to_best (const struct search *s, sim_time when)
{
  struct cell_change change = { when, CELL_NONE };
  double x, y;

  if (when == SIM_TIME_NONE)
    return change;
  segment_position (s->segment, when, &x, &y);
  change.cell = access_best_cell (s->domain, x, y);
  return change;
}

static struct cell_change
find_coverage (const struct search *s, struct cell_index *index,
               const struct piece *piece)
{
  struct box box = box_around (s, piece, cell_index_widest (index));
  const GArray *some = cell_index_find (index, &box);
  sim_time first = SIM_TIME_NONE;

  for (guint i = 0; i < some->len; i++)
    {
      sim_time when = first_cover (s, g_array_index (some, guint, i), piece);

      if (when != SIM_TIME_NONE && (first == SIM_TIME_NONE || when < first))
        first = when;
    }
  return change_to_best (s, first);
}

static struct cell_change
search_piece (const struct search *s, struct cell_index *index,
              const struct piece *piece, GArray *pursuits)
{
  struct box box;
  struct cell_change change;
  sim_time missed;

  if (s->serving == CELL_NONE)
    return find_coverage (s, index, piece);
  box = box_around (s, piece, margin_of (s, index, piece));
  change = first_trigger (s, cell_index_find (index, &box), piece, pursuits);
  missed = first_miss (s, piece);
  if (missed != SIM_TIME_NONE
      && (change.when == SIM_TIME_NONE || missed <= change.when))
    return change_to_best (s, missed);
  return change;
}

/* The end of the piece that @from lies in: pieces are about as long as cells
 * are apart. */
static sim_time
piece_end (const struct segment *s, double spacing, sim_time from)
{
  double length = hypot (s->x1 - s->x0, s->y1 - s->y0);
  sim_time pieces
      = (sim_time)fmin (fmax (ceil (length / spacing), 1), PIECES_MAX);
  sim_time step = (s->end - s->begin) / pieces;

  if (step == 0 || from >= s->begin + step * (pieces - 1))
    return s->end;
  return s->begin + step * ((from - s->begin) / step + 1);
}

bool
access_next_change (const struct mobile_node *mn, const struct segment *segment,
                    sim_time from, struct cell_change *change)
{
  const struct attach_config *config = &mn->domain->config.access.attach;
  struct access_node *node = access_node (mn);
  struct cell_index *index = cell_index_of (mn->domain);
  struct search s = { mn->domain, segment, node->cell, config->hysteresis,
                      config->time_to_trigger };
  struct piece piece = { from, from };

  if (config->time_to_trigger > 0 && !node->pursuits)
    node->pursuits = g_array_new (FALSE, FALSE, sizeof (struct pursuit));
  do
    {
      piece.to = piece_end (segment, cell_index_spacing (index), piece.from);
      *change = search_piece (&s, index, &piece, node->pursuits);
      piece.from = piece.to;
    }
  while (change->when == SIM_TIME_NONE && piece.to < segment->end);
  return change->when != SIM_TIME_NONE;
}
