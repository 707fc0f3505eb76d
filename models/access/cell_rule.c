/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instants come from closed forms (the bisector of two cells, with hysteresis a
 * branch of a hyperbola, a circle for coverage) and are settled on the first
 * nanosecond at which the rule itself holds. */
#include "models/access/cell_rule.h"

#include <gsl/gsl_poly.h>
#include <math.h>

/* ---- the rule ------------------------------------------------------ */

int64_t
cell_preference (const struct domain *domain, const struct cell *cell)
{
  return g_array_index (domain->technologies, struct technology_config,
                        cell->technology)
      .preference;
}

double
cell_square_distance (const struct cell *cell, double x, double y)
{
  double dx = x - cell->x, dy = y - cell->y;

  return dx * dx + dy * dy;
}

static bool
cell_is_bounded (const struct cell *cell)
{
  return cell->radius > 0 && !isinf (cell->radius);
}

bool
cell_covers (const struct cell *cell, double x, double y)
{
  return !cell_is_bounded (cell)
         || cell_square_distance (cell, x, y) <= cell->radius * cell->radius;
}

static double
fraction_at (const struct segment *s, sim_time t)
{
  return s->end > s->begin
             ? (double)(t - s->begin) / (double)(s->end - s->begin)
             : 0;
}

void
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

bool
cell_leads (const struct search *s, uint32_t j, sim_time t)
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
  d = cell_square_distance (other, x, y);
  than = cell_square_distance (own, x, y);
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
    cell_square_distance (own, s->x0, s->y0)
        - cell_square_distance (other, s->x0, s->y0),
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
    cell_square_distance (cell, s->x0, s->y0),
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
sim_time
cell_first_lead (const struct search *s, uint32_t j, const struct piece *piece)
{
  struct interval i = lead_of (s, j, fractions_of (s, piece));

  if (i.low > i.high)
    return SIM_TIME_NONE;
  return settle (s, cell_leads, j, piece, i.low);
}

/* First instant of the piece at which the cell covers the node. */
sim_time
cell_first_cover (const struct search *s, uint32_t j, const struct piece *piece)
{
  struct interval i = clip_disc (fractions_of (s, piece), s->segment,
                                 access_cell (s->domain, j));

  if (i.low > i.high)
    return SIM_TIME_NONE;
  return settle (s, covers, j, piece, i.low);
}

/* First instant of the piece at which the serving cell does not cover it. */
sim_time
cell_first_miss (const struct search *s, const struct piece *piece)
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
