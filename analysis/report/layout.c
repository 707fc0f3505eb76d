/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/report/layout.h"

#include <glib.h>
#include <math.h>

#define FAR UINT32_MAX

struct layout
{
  struct layout_node *nodes;
  const struct layout_link *links;
  uint32_t n, n_links;
  uint32_t *layer; /* links to the nearest base */
  bool *fixed;
  double left, bottom, top, step; /* of what is fixed; between two layers */
};

/* ---- layers -------------------------------------------------------- */

/* One more layer by each pass over the links. */
static uint32_t
find_layers (struct layout *l)
{
  uint32_t deepest = 0;
  bool found = true;

  for (uint32_t layer = 0; found; layer++)
    {
      found = false;
      for (uint32_t i = 0; i < l->n_links; i++)
        for (int way = 0; way < 2; way++)
          {
            uint32_t from = way ? l->links[i].b : l->links[i].a;
            uint32_t to = way ? l->links[i].a : l->links[i].b;

            if (l->layer[from] != layer || l->layer[to] != FAR)
              continue;
            l->layer[to] = layer + 1;
            deepest = layer + 1;
            found = true;
          }
    }
  return deepest;
}

static void
begin_layers (struct layout *l)
{
  bool any = false;

  for (uint32_t i = 0; i < l->n; i++)
    {
      l->layer[i] = l->nodes[i].is_base ? 0 : FAR;
      any = any || l->nodes[i].is_base;
    }
  if (!any)
    l->layer[0] = 0;
}

/* ---- places -------------------------------------------------------- */

static void
measure (struct layout *l)
{
  double right = -INFINITY, left = INFINITY, top = -INFINITY, bottom = INFINITY;

  for (uint32_t i = 0; i < l->n; i++)
    {
      l->fixed[i] = !isnan (l->nodes[i].x) && !isnan (l->nodes[i].y);
      if (!l->fixed[i])
        continue;
      left = fmin (left, l->nodes[i].x);
      right = fmax (right, l->nodes[i].x);
      bottom = fmin (bottom, l->nodes[i].y);
      top = fmax (top, l->nodes[i].y);
    }
  l->left = right >= left ? left : 0;
  l->top = right >= left ? top : 0;
  l->bottom = right >= left ? bottom : 0;
  l->step = fmax (right - left, top - bottom) / 4;
  if (!(l->step > 0) || isinf (l->step))
    l->step = 100;
}

/* Mean of the neighbours that have a place; NAN if none has. */
static double
middle_of_neighbours (const struct layout *l, uint32_t node)
{
  double sum = 0;
  uint32_t n = 0;

  for (uint32_t i = 0; i < l->n_links; i++)
    {
      uint32_t other = l->links[i].a == node   ? l->links[i].b
                       : l->links[i].b == node ? l->links[i].a
                                               : node;

      if (other == node || isnan (l->nodes[other].x))
        continue;
      sum += l->nodes[other].x;
      n++;
    }
  return n > 0 ? sum / n : NAN;
}

/* A layer's nodes side by side, at least a step apart, in order of where they
 * would like to be. */
static void
spread (struct layout *l, const uint32_t *row, uint32_t n)
{
  double wanted = 0, got = 0;

  for (uint32_t i = 0; i < n; i++)
    {
      struct layout_node *node = &l->nodes[row[i]];

      wanted += node->x;
      if (i > 0)
        node->x = fmax (node->x, l->nodes[row[i - 1]].x + l->step);
      got += node->x;
    }
  for (uint32_t i = 0; i < n; i++)
    l->nodes[row[i]].x -= (got - wanted) / n;
}

static void
insert_by_x (const struct layout *l, uint32_t *row, uint32_t n, uint32_t node)
{
  for (; n > 0 && l->nodes[row[n - 1]].x > l->nodes[node].x; n--)
    row[n] = row[n - 1];
  row[n] = node;
}

static void
place_layer (struct layout *l, uint32_t layer, double y)
{
  g_autofree uint32_t *row = g_new (uint32_t, l->n);
  g_autofree double *wish = g_new (double, l->n);
  uint32_t n = 0;

  for (uint32_t i = 0; i < l->n; i++)
    wish[i] = middle_of_neighbours (l, i);
  for (uint32_t i = 0; i < l->n; i++)
    {
      if (l->layer[i] != layer || l->fixed[i])
        continue;
      l->nodes[i].x = isnan (wish[i]) ? l->left + n * l->step : wish[i];
      l->nodes[i].y = y;
      insert_by_x (l, row, n++, i);
    }
  if (n > 0)
    spread (l, row, n);
}

void
layout_place (struct layout_node *nodes, uint32_t n,
              const struct layout_link *links, uint32_t n_links)
{
  struct layout l
      = { .nodes = nodes, .links = links, .n = n, .n_links = n_links };
  uint32_t deepest;

  if (n == 0)
    return;
  l.layer = g_new (uint32_t, n);
  l.fixed = g_new0 (bool, n);
  measure (&l);
  begin_layers (&l);
  deepest = find_layers (&l);
  place_layer (&l, 0, l.bottom);
  for (uint32_t layer = 1; layer <= deepest; layer++)
    place_layer (&l, layer, l.top + layer * l.step);
  place_layer (&l, FAR, l.top + (deepest + 1) * l.step);
  g_free (l.layer);
  g_free (l.fixed);
}
