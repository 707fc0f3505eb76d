/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells by place: a grid of buckets about as many as there are cells, so that
 * what is near a point is found without asking them all. */
#include <math.h>

#include "models/access/state.h"

struct cell_index
{
  guint n;             /* cells when it was made */
  double left, bottom; /* of the grid, m */
  double side;         /* of a bucket */
  guint columns, rows;
  /* Cells of bucket b: order[first[b] .. first[b + 1]), ascending. */
  guint *first, *order;
  double *reach_above; /* by technology */
  double widest;
  GArray *found; /* guint */
};

/* ---- making -------------------------------------------------------- */

static struct box
bounding_box (const GArray *cells)
{
  struct box box = { 0, 0, 0, 0 };

  for (guint i = 0; i < cells->len; i++)
    {
      const struct cell *c = &g_array_index (cells, struct cell, i);

      if (i == 0)
        box = (struct box){ c->x, c->y, c->x, c->y };
      box.left = fmin (box.left, c->x);
      box.right = fmax (box.right, c->x);
      box.bottom = fmin (box.bottom, c->y);
      box.top = fmax (box.top, c->y);
    }
  return box;
}

/* A side that gives about one bucket per cell, also where all stand in a
 * row. */
static double
bucket_side (const struct box *box, guint n)
{
  double width = box->right - box->left, height = box->top - box->bottom;
  double side = fmax (sqrt (width * height / n), fmax (width, height) / n);

  return side > 0 ? side : 1;
}

/* Buckets along one side; places outside belong to the outermost ones. */
static guint
bucket_along (double at, double origin, double side, guint buckets)
{
  return (guint)CLAMP (floor ((at - origin) / side), 0, buckets - 1.0);
}

static guint
bucket_of (const struct cell_index *index, double x, double y)
{
  return bucket_along (y, index->bottom, index->side, index->rows)
             * index->columns
         + bucket_along (x, index->left, index->side, index->columns);
}

static void
sort_cells (struct cell_index *index, const GArray *cells)
{
  guint buckets = index->columns * index->rows;

  index->first = g_new0 (guint, buckets + 2);
  index->order = g_new (guint, cells->len);
  for (guint i = 0; i < cells->len; i++)
    {
      const struct cell *c = &g_array_index (cells, struct cell, i);

      index->first[bucket_of (index, c->x, c->y) + 2]++;
    }
  for (guint b = 1; b <= buckets; b++)
    index->first[b + 1] += index->first[b];
  /* Filling moves the start of each bucket to that of the next. */
  for (guint i = 0; i < cells->len; i++)
    {
      const struct cell *c = &g_array_index (cells, struct cell, i);

      index->order[index->first[bucket_of (index, c->x, c->y) + 1]++] = i;
    }
}

static void
note_radii (struct cell_index *index, const struct domain *domain)
{
  const GArray *technologies = domain->technologies;
  const struct technology_config *all
      = (const struct technology_config *)technologies->data;

  index->reach_above = g_new (double, technologies->len);
  for (guint t = 0; t < technologies->len; t++)
    index->reach_above[t] = -1;
  for (guint i = 0; i < domain->cells->len; i++)
    {
      const struct cell *c = &g_array_index (domain->cells, struct cell, i);
      double radius = c->radius > 0 ? c->radius : INFINITY;

      index->widest = fmax (index->widest, radius);
      for (guint t = 0; t < technologies->len; t++)
        if (all[c->technology].preference > all[t].preference)
          index->reach_above[t] = fmax (index->reach_above[t], radius);
    }
}

static struct cell_index *
cell_index_new (const struct domain *domain)
{
  struct cell_index *index = g_new0 (struct cell_index, 1);
  struct box box = bounding_box (domain->cells);

  index->n = domain->cells->len;
  index->left = box.left;
  index->bottom = box.bottom;
  index->side = bucket_side (&box, MAX (1, index->n));
  index->columns = (guint)((box.right - box.left) / index->side) + 1;
  index->rows = (guint)((box.top - box.bottom) / index->side) + 1;
  index->found = g_array_new (FALSE, FALSE, sizeof (guint));
  sort_cells (index, domain->cells);
  note_radii (index, domain);
  return index;
}

void
cell_index_free (struct cell_index *index)
{
  if (!index)
    return;
  g_free (index->first);
  g_free (index->order);
  g_free (index->reach_above);
  g_array_unref (index->found);
  g_free (index);
}

struct cell_index *
cell_index_of (const struct domain *domain)
{
  struct access_state *access = domain->access;

  if (!access->index || access->index->n != domain->cells->len)
    {
      cell_index_free (access->index);
      access->index = cell_index_new (domain);
    }
  return access->index;
}

/* ---- asking -------------------------------------------------------- */

const GArray *
cell_index_find (struct cell_index *index, const struct box *box)
{
  guint low = bucket_of (index, box->left, box->bottom);
  guint high = bucket_of (index, box->right, box->top);
  guint left = low % index->columns, right = high % index->columns;

  g_array_set_size (index->found, 0);
  if (index->n == 0)
    return index->found;
  for (guint row = low / index->columns; row <= high / index->columns; row++)
    {
      guint from = index->first[row * index->columns + left];
      guint to = index->first[row * index->columns + right + 1];

      g_array_append_vals (index->found, index->order + from, to - from);
    }
  return index->found;
}

bool
cell_index_is_within (const struct cell_index *index, const struct box *box)
{
  return box->left <= index->left && box->bottom <= index->bottom
         && box->right >= index->left + index->side * index->columns
         && box->top >= index->bottom + index->side * index->rows;
}

double
cell_index_spacing (const struct cell_index *index)
{
  return index->side;
}

double
cell_index_reach_above (const struct cell_index *index, uint32_t technology)
{
  return index->reach_above[technology];
}

double
cell_index_widest (const struct cell_index *index)
{
  return index->widest;
}
