/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cell serves a point, and when a straight movement changes it.
 *
 * A node changes to a cell that has led for the time to trigger, and at once
 * when the serving cell does not cover it any more.  A movement is searched
 * piece by piece of about a cell's size, so that the cost grows with the cells
 * passed and not with those there are. */
#include <math.h>

#include "models/access/cell_rule.h"

/* ---- a point ------------------------------------------------------- */

/* Does @a serve the point rather than @b?  Both cover it. */
static bool
cell_is_better (const struct domain *domain, uint32_t a, uint32_t b, double x,
                double y)
{
  const struct cell *one = access_cell (domain, a),
                    *other = access_cell (domain, b);
  int64_t preference = cell_preference (domain, one);
  double d = cell_square_distance (one, x, y),
         than = cell_square_distance (other, x, y);

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
  return cell_square_distance (cell, x, y) < distance * distance
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
  sim_time start = cell_first_lead (s, j, piece), trigger;

  *still = false;
  if (start == SIM_TIME_NONE || s->time_to_trigger == 0)
    return start;
  *since = led_since (pursuits, j, piece->from, start);
  if (piece->to - *since < s->time_to_trigger)
    {
      *still = cell_leads (s, j, piece->to);
      return SIM_TIME_NONE;
    }
  trigger = MAX (*since + s->time_to_trigger, piece->from);
  return cell_leads (s, j, trigger) ? trigger : SIM_TIME_NONE;
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
  farthest = cell_square_distance (own, x, y);
  segment_position (s->segment, piece->to, &x, &y);
  farthest = fmax (farthest, cell_square_distance (own, x, y));
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
      sim_time when
          = cell_first_cover (s, g_array_index (some, guint, i), piece);

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
  missed = cell_first_miss (s, piece);
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
