/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular graphs.  Nodes are called n1, n2, ... in order, those of a star hub
 * and leaf1, leaf2, ...; all have positions. */
#include <math.h>

#include "scenarios/topology.h"
#include "sim/routing.h"

/* No generator makes more nodes than a network can have. */
#define GENERATE_MAX ROUTING_ROUTERS_MAX

struct generator_link
{
  double spacing; /* m between neighbours */
  struct direction_config direction;
};

struct count_config
{
  int64_t count;
  struct generator_link link;
};

struct grid_config
{
  int64_t rows, columns;
  struct generator_link link;
};

struct tree_config
{
  int64_t depth, fanout;
  struct generator_link link;
};

static const struct parameter generator_link_parameters[]
    = { { .key = "spacing",
          .type = PARAMETER_LENGTH,
          .offset = offsetof (struct generator_link, spacing),
          .fallback = "\"500 m\"",
          .help = "distance of neighbours",
          .flags = PARAMETER_POSITIVE },
        { .key = "link",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (struct generator_link, direction),
          .of = channel_parameters },
        { 0 } };

#define INTEGER(struct_, member, least, greatest, text)        \
  {                                                            \
    .key = #member, .type = PARAMETER_INTEGER,                 \
    .offset = offsetof (struct struct_, member), .help = text, \
    .minimum = least, .maximum = greatest                      \
  }
#define LINK(struct_)                                                          \
  {                                                                            \
    .key = "link", .type = PARAMETER_INCLUDE,                                  \
    .offset = offsetof (struct struct_, link), .of = generator_link_parameters \
  }

static const struct parameter chain_parameters[]
    = { INTEGER (count_config, count, 1, GENERATE_MAX, "nodes"),
        LINK (count_config),
        { 0 } };
static const struct parameter ring_parameters[]
    = { INTEGER (count_config, count, 3, GENERATE_MAX, "nodes"),
        LINK (count_config),
        { 0 } };
static const struct parameter star_parameters[]
    = { INTEGER (count_config, count, 1, GENERATE_MAX - 1, "leaves"),
        LINK (count_config),
        { 0 } };
static const struct parameter grid_parameters[]
    = { INTEGER (grid_config, rows, 1, 1000, "nodes from south to north"),
        INTEGER (grid_config, columns, 1, 1000, "nodes from west to east"),
        LINK (grid_config),
        { 0 } };
static const struct parameter tree_parameters[]
    = { INTEGER (tree_config, depth, 1, 16, "levels below the root"),
        INTEGER (tree_config, fanout, 1, 1000, "children of a node"),
        LINK (tree_config),
        { 0 } };

/* A graph being generated. */
struct generator
{
  struct topology *topology;
  uint32_t first; /* index of its first node */
  struct channel_config channel;
};

typedef bool generate_function (reader *r, struct generator *g,
                                const void *config);

static bool
add_node (reader *r, struct generator *g, const char *prefix, int64_t number,
          double x, double y)
{
  g_autofree char *name
      = number ? g_strdup_printf ("%s%" G_GINT64_FORMAT, prefix, number)
               : g_strdup (prefix);

  return topology_add_node (g->topology, name, x, y)
         || reader_fail (r, "the name \"%s\" is taken", name);
}

/* @a, @b: counted from the first generated node. */
static void
add_link (struct generator *g, int64_t a, int64_t b)
{
  struct topology_link link = { g->first + (uint32_t)a, g->first + (uint32_t)b,
                                g->channel, g->channel };

  topology_merge_link (g->topology, &link);
}

static bool
generate_chain (reader *r, struct generator *g, const void *config)
{
  const struct count_config *c = config;

  for (int64_t i = 0; i < c->count; i++)
    {
      if (!add_node (r, g, "n", i + 1, (double)i * c->link.spacing, 0))
        return false;
      if (i > 0)
        add_link (g, i - 1, i);
    }
  return true;
}

/* On a circle whose chords are the spacing. */
static bool
generate_ring (reader *r, struct generator *g, const void *config)
{
  const struct count_config *c = config;
  double step = 2 * G_PI / (double)c->count;
  double radius = c->link.spacing / (2 * sin (step / 2));

  for (int64_t i = 0; i < c->count; i++)
    {
      double angle = step * (double)i;

      if (!add_node (r, g, "n", i + 1, radius * cos (angle),
                     radius * sin (angle)))
        return false;
      if (i > 0)
        add_link (g, i - 1, i);
    }
  add_link (g, c->count - 1, 0);
  return true;
}

static bool
generate_star (reader *r, struct generator *g, const void *config)
{
  const struct count_config *c = config;
  double step = 2 * G_PI / (double)c->count;

  if (!add_node (r, g, "hub", 0, 0, 0))
    return false;
  for (int64_t i = 0; i < c->count; i++)
    {
      double angle = step * (double)i;

      if (!add_node (r, g, "leaf", i + 1, c->link.spacing * cos (angle),
                     c->link.spacing * sin (angle)))
        return false;
      add_link (g, 0, i + 1);
    }
  return true;
}

static bool
generate_grid (reader *r, struct generator *g, const void *config)
{
  const struct grid_config *c = config;

  if (!topology_check_count (r, c->rows * c->columns))
    return false;
  for (int64_t i = 0; i < c->rows * c->columns; i++)
    {
      int64_t row = i / c->columns, column = i % c->columns;

      if (!add_node (r, g, "n", i + 1, (double)column * c->link.spacing,
                     (double)row * c->link.spacing))
        return false;
      if (column > 0)
        add_link (g, i - 1, i);
      if (row > 0)
        add_link (g, i - c->columns, i);
    }
  return true;
}

/* Level by level; the leaves stand in a line, spacing apart, each parent over
 * the middle of its children, levels spacing apart. */
static bool
generate_tree (reader *r, struct generator *g, const void *config)
{
  const struct tree_config *c = config;
  int64_t width = 1, leaves = 1, nodes = 1, number = 1;

  for (int64_t level = 0; level < c->depth; level++)
    {
      leaves *= c->fanout;
      if (!topology_check_count (r, nodes += leaves))
        return false;
    }
  for (int64_t level = 0; level <= c->depth; level++, width *= c->fanout)
    {
      int64_t below = leaves / width;

      for (int64_t i = 0; i < width; i++, number++)
        {
          double x = ((double)(i * below) + (double)(below - 1) / 2)
                     * c->link.spacing;

          if (!add_node (r, g, "n", number, x,
                         (double)(c->depth - level) * c->link.spacing))
            return false;
          if (level > 0)
            add_link (g, (number - 2) / c->fanout, number - 1);
        }
    }
  return true;
}

/* Function pointers cannot travel as const void *; this can. */
struct generator_type
{
  generate_function *generate;
  size_t link; /* offset of struct generator_link in the config */
};

#define GENERATOR(name_, struct_, text)                              \
  static const struct generator_type name_##_type                    \
      = { generate_##name_, offsetof (struct struct_, link) };       \
  static const struct variant name_##_variant                        \
      = { #name_, text, name_##_parameters, sizeof (struct struct_), \
          &name_##_type };

GENERATOR (chain, count_config, "a line of count nodes")
GENERATOR (ring, count_config, "a circle of count nodes")
GENERATOR (star, count_config, "count leaves around a hub")
GENERATOR (grid, grid_config, "rows times columns")
GENERATOR (tree, tree_config, "fanout children per node, depth levels")

const struct variant *const generator_variants[]
    = { &chain_variant, &ring_variant, &star_variant,
        &grid_variant,  &tree_variant, NULL };

bool
topology_generate (reader *r, struct topology *topology,
                   const struct topology_config *config)
{
  const struct variant *chosen = config->generate.chosen;
  const struct generator_type *type = chosen->implementation;
  const struct generator_link *link
      = (const void *)((const char *)config->generate.config + type->link);
  struct generator g = { .topology = topology, .first = topology->nodes->len };
  size_t mark = reader_enter (r, "generate");
  size_t inner = reader_enter (r, chosen->name);
  bool good;

  g.channel = direction_channel (
      &link->direction, topology_distance_delay (config, link->spacing));
  good = topology_check_losses (r, &link->direction)
         && type->generate (r, &g, config->generate.config);
  reader_leave (r, inner);
  reader_leave (r, mark);
  return good;
}
