/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of "topology". */
#include "scenarios/topology.h"
#include "sim/bursts.h"

#define AT(member) .offset = offsetof (struct direction_config, member)

/* Delay is left open where positions can give it. */
#define DELAY_ROW                                                            \
  {                                                                          \
    .key = "delay", .type = PARAMETER_TIME, AT (delay),                      \
    .help = "propagation; where both ends have positions, default: 5 us/km " \
            "times the detour",                                              \
    .maximum = LINK_DELAY_MAX / 1e9, .flags = PARAMETER_OPTIONAL             \
  }

#define BURSTS_ROW                                                          \
  {                                                                         \
    .key = "gilbert_elliott", .type = PARAMETER_OBJECT, AT (bursts),        \
    .help = "bursts of loss, in place of \"loss\"", .of = burst_parameters, \
    .flags = PARAMETER_OPTIONAL,                                            \
    .presence = offsetof (struct direction_config, has_bursts)              \
  }

const struct parameter channel_parameters[]
    = { DELAY_ROW,
        { .key = "rate",
          .type = PARAMETER_RATE,
          AT (rate),
          .fallback = "\"inf\"",
          .help = "of transmission",
          .flags = PARAMETER_POSITIVE },
        { .key = "queue",
          .type = PARAMETER_CUSTOM,
          AT (queue),
          .fallback = "\"inf\"",
          .help = "what may wait for transmission, the packet in transmission "
                  "included: \"1000 packets\", \"64 kB\"",
          .custom = &queue_type },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          AT (loss),
          .fallback = "0",
          .help = "probability that a packet is lost" },
        { .key = "jitter",
          .type = PARAMETER_TIME,
          AT (jitter),
          .fallback = "\"0 s\"",
          .help = "extra delay, uniform from 0 to this; order is kept" },
        BURSTS_ROW,
        { .key = "corruption",
          .type = PARAMETER_PROBABILITY,
          AT (corruption),
          .fallback = "0",
          .help = "probability that an octet arrives damaged" },
        { 0 } };

/* The same keys where they override one direction: none has a default. */
static const struct parameter override_parameters[]
    = { DELAY_ROW,
        { .key = "rate",
          .type = PARAMETER_RATE,
          AT (rate),
          .help = "of transmission",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "queue",
          .type = PARAMETER_CUSTOM,
          AT (queue),
          .help = "what may wait for transmission, the packet in transmission "
                  "included",
          .flags = PARAMETER_OPTIONAL,
          .custom = &queue_type },
        { .key = "loss",
          .type = PARAMETER_PROBABILITY,
          AT (loss),
          .help = "probability that a packet is lost",
          .flags = PARAMETER_OPTIONAL },
        { .key = "jitter",
          .type = PARAMETER_TIME,
          AT (jitter),
          .help = "extra delay, uniform from 0 to this",
          .flags = PARAMETER_OPTIONAL },
        BURSTS_ROW,
        { .key = "corruption",
          .type = PARAMETER_PROBABILITY,
          AT (corruption),
          .help = "probability that an octet arrives damaged",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct link_config, member)

static const struct parameter link_parameters[]
    = { { .key = "between",
          .type = PARAMETER_STRINGS,
          AT (between),
          .help = "the two nodes it joins",
          .flags = PARAMETER_NOT_EMPTY,
          .reference = REFERENCE_NODE },
        { .key = "both",
          .type = PARAMETER_INCLUDE,
          AT (both),
          .of = channel_parameters },
        { .key = "forward",
          .type = PARAMETER_OBJECT,
          AT (forward),
          .help = "what differs from the first node to the second",
          .of = override_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct link_config, has_forward) },
        { .key = "backward",
          .type = PARAMETER_OBJECT,
          AT (backward),
          .help = "what differs from the second node to the first",
          .of = override_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct link_config, has_backward) },
        { 0 } };
#undef AT

static const struct parameter node_parameters[]
    = { { .key = "name",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct node_config, name),
          .help = "unique",
          .reference = REFERENCE_DECLARES },
        { .key = "position",
          .type = PARAMETER_POSITION,
          .offset = offsetof (struct node_config, position),
          .help = "[x, y] in metres",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };

static const char *const missing_position_names[]
    = { "neighbours", "reject", "delay", NULL };

#define AT(member) .offset = offsetof (struct topology_config, member)

const struct parameter topology_parameters[]
    = { { .key = "file",
          .type = PARAMETER_FILE,
          AT (file),
          .help = "GraphML (Internet Topology Zoo, igraph, networkx)",
          .flags = PARAMETER_OPTIONAL },
        { .key = "generate",
          .type = PARAMETER_VARIANT,
          AT (generate),
          .help = "a regular graph",
          .flags = PARAMETER_OPTIONAL,
          .variants = generator_variants,
          .style = VARIANT_KEY },
        { .key = "nodes",
          .type = PARAMETER_OBJECTS,
          AT (nodes),
          .fallback = "[]",
          .help = "nodes, beside those of the file or the generator",
          .of = node_parameters,
          .size = sizeof (struct node_config),
          .tag = "name" },
        { .key = "links",
          .type = PARAMETER_OBJECTS,
          AT (links),
          .fallback = "[]",
          .help = "links, beside those of the file or the generator",
          .of = link_parameters,
          .size = sizeof (struct link_config) },
        { .key = "detour",
          .type = PARAMETER_NUMBER,
          AT (detour),
          .fallback = "1",
          .help = "length of a way over the distance of its ends",
          .minimum = 1,
          .maximum = 100 },
        { .key = "minimum_delay",
          .type = PARAMETER_TIME,
          AT (minimum_delay),
          .fallback = "\"1 us\"",
          .help = "of links whose delay follows from their length",
          .maximum = LINK_DELAY_MAX / 1e9 },
        { .key = "missing_position",
          .type = PARAMETER_ENUM,
          AT (missing_position),
          .fallback = "\"neighbours\"",
          .help = "nodes of the file without coordinates: put between their "
                  "neighbours, refused, or their links given missing_delay",
          .choices = missing_position_names },
        { .key = "missing_delay",
          .type = PARAMETER_TIME,
          AT (missing_delay),
          .fallback = "\"1 ms\"",
          .help = "of links of the file whose length is not known",
          .maximum = LINK_DELAY_MAX / 1e9 },
        { .key = "rate",
          .type = PARAMETER_RATE,
          AT (rate),
          .fallback = "\"inf\"",
          .help = "of links of the file without LinkSpeedRaw",
          .flags = PARAMETER_POSITIVE },
        { 0 } };
