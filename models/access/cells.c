/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cell serves a point, and when a straight movement changes it.
 *
 * Attach rule: a node changes to the router of its nearest cell when that is
 * another router than its own, and nearer by at least the hysteresis.  The
 * instant comes from a closed form (the bisector of two cells, or with
 * hysteresis a branch of a hyperbola) and is settled on the first nanosecond
 * at which the rule itself holds. */
#include <gsl/gsl_poly.h>
#include <math.h>

#include "models/access/state.h"

/* ---- cells by router ----------------------------------------------- */

static void
cells_sort (const struct domain *domain)
{
  struct access_state *access = domain->access;
  const struct cell *cells = (const struct cell *)domain->cells->data;
  guint n = domain->cells->len, routers = domain->routers->len;
  guint *first = g_new0 (guint, routers + 1);

  access->cells_order = g_renew (guint, access->cells_order, n);
  g_free (access->cells_first);
  access->cells_first = first;
  access->cells_sorted = n;
  for (guint i = 0; i < n; i++)
    first[cells[i].router + 1]++;
  for (guint r = 0; r < routers; r++)
    first[r + 1] += first[r];
  for (guint i = n; i-- > 0;)
    access->cells_order[--first[cells[i].router + 1]] = i;
  /* Each count has become the start of its own router, one place too far. */
  for (guint r = 0; r < routers; r++)
    first[r] = first[r + 1];
  first[routers] = n;
}

/* ---- the rule ------------------------------------------------------ */

struct crossing
{
  const struct domain *domain;
  const struct segment *segment;
  const struct access_router *current;
  double hysteresis;
};

static double
square_distance (const struct cell *cell, double x, double y)
{
  double dx = x - cell->x, dy = y - cell->y;

  return dx * dx + dy * dy;
}

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

/* Router to change to at @t, or NULL if the rule does not hold. */
static struct access_router *
rule_holds (const struct crossing *c, sim_time t)
{
  const GArray *cells = c->domain->cells;
  double x, y, nearest = INFINITY, own = INFINITY;
  uint32_t router = c->current->index;

  segment_position (c->segment, t, &x, &y);
  for (guint i = 0; i < cells->len; i++)
    {
      const struct cell *cell = &g_array_index (cells, struct cell, i);
      double d = square_distance (cell, x, y);

      if (cell->router == c->current->index && d < own)
        own = d;
      if (d < nearest)
        {
          nearest = d;
          router = cell->router;
        }
    }
  if (router == c->current->index
      || (c->hysteresis > 0 && sqrt (own) - sqrt (nearest) < c->hysteresis))
    return NULL;
  return g_ptr_array_index (c->domain->routers, router);
}

struct access_router *
access_nearest (const struct domain *domain, double x, double y)
{
  const GArray *cells = domain->cells;
  const struct cell *best = NULL;
  double nearest = INFINITY;

  for (guint i = 0; i < cells->len; i++)
    {
      const struct cell *cell = &g_array_index (cells, struct cell, i);
      double d = square_distance (cell, x, y);

      if (d < nearest)
        {
          nearest = d;
          best = cell;
        }
    }
  return best ? g_ptr_array_index (domain->routers, best->router) : NULL;
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

/* |p - own| >= |p - other| + h, squared once: m(u) >= 2 h sqrt (q(u)) with m
 * linear and q the square of the distance to other.  Left minus right is
 * concave, so it holds on one interval, whose ends are those roots of
 * m^2 = 4 h^2 q at which m is not negative. */
struct branch
{
  struct lead m;
  double a, b, c; /* q = a u^2 + b u + c */
  double h;
};

static struct branch
branch_make (const struct segment *s, const struct cell *own,
             const struct cell *other, double h)
{
  double dx = s->x1 - s->x0, dy = s->y1 - s->y0;
  struct branch f = { .m = lead_over (s, own, other), .h = h };

  f.m.alpha -= h * h;
  f.a = dx * dx + dy * dy;
  f.b = 2 * (dx * (s->x0 - other->x) + dy * (s->y0 - other->y));
  f.c = square_distance (other, s->x0, s->y0);
  return f;
}

static bool
branch_holds (const struct branch *f, double u)
{
  double m = f->m.alpha + f->m.beta * u;
  double q = (f->a * u + f->b) * u + f->c;

  return m >= 2 * f->h * sqrt (fmax (q, 0));
}

static struct interval
clip_branch (struct interval i, const struct branch *f)
{
  const struct lead *m = &f->m;
  double h4 = 4 * f->h * f->h, root[2];
  bool low = branch_holds (f, i.low), high = branch_holds (f, i.high);
  int n = gsl_poly_solve_quadratic (
      m->beta * m->beta - h4 * f->a, 2 * m->alpha * m->beta - h4 * f->b,
      m->alpha * m->alpha - h4 * f->c, &root[0], &root[1]);
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

/* Where on @from .. 1 the cell @j leads all cells of the current router. */
static struct interval
lead_of_cell (const struct crossing *c, guint j, double from)
{
  const struct access_state *access = c->domain->access;
  const struct cell *cells = (const struct cell *)c->domain->cells->data;
  guint r = c->current->index;
  struct interval i = { from, 1 };

  for (guint k = access->cells_first[r];
       k < access->cells_first[r + 1] && i.low <= i.high; k++)
    {
      guint own = access->cells_order[k];
      struct lead lead;
      struct branch f;

      if (c->hysteresis > 0)
        {
          f = branch_make (c->segment, &cells[own], &cells[j], c->hysteresis);
          i = clip_branch (i, &f);
        }
      else
        {
          lead = lead_over (c->segment, &cells[own], &cells[j]);
          i = clip_linear (i, &lead, j < own);
        }
    }
  return i;
}

/* Least fraction from @from on at which any other cell leads; > 1 if none. */
static double
first_lead (const struct crossing *c, double from)
{
  const GArray *cells = c->domain->cells;
  double first = INFINITY;

  for (guint j = 0; j < cells->len; j++)
    {
      struct interval i;

      if (g_array_index (cells, struct cell, j).router == c->current->index)
        continue;
      i = lead_of_cell (c, j, from);
      if (i.low <= i.high && i.low < first)
        first = i.low;
    }
  return first;
}

/* ---- the instant --------------------------------------------------- */

/* First instant of (@no, @yes] at which the rule holds; it does at @yes and
 * does not at @no. */
static sim_time
bisect (const struct crossing *c, sim_time no, sim_time yes)
{
  while (yes - no > 1)
    {
      sim_time middle = no + (yes - no) / 2;

      if (rule_holds (c, middle))
        yes = middle;
      else
        no = middle;
    }
  return yes;
}

/* The closed form is right to rounding: the rule's own first instant is looked
 * for around @guess in steps that double. */
static sim_time
settle (const struct crossing *c, sim_time from, sim_time guess)
{
  sim_time step = 1, last = guess, t = guess;

  if (rule_holds (c, t))
    {
      for (; t > from; step *= 2)
        {
          last = t;
          t = MAX (t - step, from);
          if (!rule_holds (c, t))
            return bisect (c, t, last);
        }
      return from;
    }
  for (; t < c->segment->end; step *= 2)
    {
      last = t;
      t = step < c->segment->end - t ? t + step : c->segment->end;
      if (rule_holds (c, t))
        return bisect (c, last, t);
    }
  return SIM_TIME_NONE;
}

struct access_router *
access_next_crossing (const struct domain *domain,
                      const struct segment *segment, sim_time from,
                      const struct access_router *current, sim_time *when)
{
  struct crossing c
      = { domain, segment, current, domain->config.access.hysteresis };
  double first;
  sim_time guess;

  if (domain->access->cells_sorted != domain->cells->len)
    cells_sort (domain);
  first = first_lead (&c, fraction_at (segment, from));
  if (!(first <= 1))
    return NULL;
  guess = segment->begin
          + (sim_time)(first * (double)(segment->end - segment->begin));
  *when = settle (&c, from, CLAMP (guess, from, segment->end));
  return *when == SIM_TIME_NONE ? NULL : rule_holds (&c, *when);
}
