/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a scenario file.  Those of the rooms in models/ stand beside
 * what they configure. */
#include "models/fault/fault.h"
#include "models/motion/motion.h"
#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"

static const struct parameter cell_parameters[]
    = { { .key = "router",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct cell_config, router),
          .help = "the access site that serves the cell",
          .reference = REFERENCE_ACCESS },
        { .key = "position",
          .type = PARAMETER_POSITION,
          .offset = offsetof (struct cell_config, position),
          .help = "[x, y] in metres" },
        { .key = "technology",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct cell_config, technology),
          .help = "one of access.technologies; if absent the keys of "
                  "\"access\" itself hold",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_TECHNOLOGY },
        { .key = "radius",
          .type = PARAMETER_LENGTH,
          .offset = offsetof (struct cell_config, radius),
          .help = "how far it reaches; default: that of its technology",
          .flags = PARAMETER_POSITIVE | PARAMETER_OPTIONAL },
        { 0 } };

#define AT(member) .offset = offsetof (struct cell_sites_config, member)
#define NET_MAX 999999

static const struct parameter cell_sites_parameters[]
    = { { .key = "file",
          .type = PARAMETER_FILE,
          AT (file),
          .help = "cell sites as CSV in the columns of OpenCelliD: radio, mcc, "
                  "net, area, cell, unit, lon, lat, range, ..." },
        { .key = "radio",
          .type = PARAMETER_STRING,
          AT (radio),
          .help = "only rows with this word in the first column: \"LTE\"",
          .flags = PARAMETER_OPTIONAL },
        { .key = "net",
          .type = PARAMETER_INTEGER,
          AT (net),
          .fallback = "0",
          .help = "only rows of this network; 0: of all",
          .maximum = NET_MAX },
        { .key = "cluster",
          .type = PARAMETER_LENGTH,
          AT (cluster),
          .fallback = "\"50 m\"",
          .help
          = "rows as near as this to a mast's first row are of that mast, "
            "which is one cell" },
        { .key = "reference",
          .type = PARAMETER_POSITION,
          AT (reference),
          .help = "[longitude, latitude] in degrees that comes to lie on the "
                  "origin; default: the south-west corner of the rows",
          .flags = PARAMETER_OPTIONAL | PARAMETER_SIGNED },
        { .key = "origin",
          .type = PARAMETER_POSITION,
          AT (origin),
          .fallback = "[0, 0]",
          .help = "[x, y] in metres where the reference comes to lie",
          .flags = PARAMETER_SIGNED },
        { .key = "technology",
          .type = PARAMETER_STRING,
          AT (technology),
          .help = "of these cells, one of access.technologies",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_TECHNOLOGY },
        { .key = "range",
          .type = PARAMETER_BOOL,
          AT (range),
          .fallback = "false",
          .help = "the column \"range\" is how far a cell reaches" },
        { 0 } };
#undef AT

/* Offsets are those of struct scenario: cells are beside domain.access. */
static const struct parameter access_and_cells[]
    = { { .key = "access",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (scenario, domain.access),
          .of = access_parameters },
        { .key = "cells",
          .type = PARAMETER_OBJECTS,
          .offset = offsetof (scenario, cells),
          .fallback = "[]",
          .help = "where the cells are; default: one at each access site that "
                  "has a position",
          .of = cell_parameters,
          .size = sizeof (struct cell_config) },
        { .key = "cell_sites",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (scenario, cell_sites),
          .help = "more cells, from a file; the nearest access site with a "
                  "position serves each",
          .of = cell_sites_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (scenario, has_cell_sites) },
        { 0 } };

#define AT(member) .offset = offsetof (struct sites_config, member)

static const struct parameter sites_parameters[]
    = { { .key = "access",
          .type = PARAMETER_CUSTOM,
          AT (access),
          .help = "access routers: \"all\", a list of nodes or "
                  "{\"degree_at_most\": n}",
          .custom = &access_sites_type },
        { .key = "anchor",
          .type = PARAMETER_STRING,
          AT (anchor),
          .help = "where a central anchor stands (LMA, HA); default: the node "
                  "with the least total delay to the access sites",
          .flags = PARAMETER_OPTIONAL },
        { .key = "controller",
          .type = PARAMETER_STRING,
          AT (controller),
          .help = "where the location database stands (CMD); default: the "
                  "anchor",
          .flags = PARAMETER_OPTIONAL },
        { .key = "correspondents",
          .type = PARAMETER_STRINGS,
          AT (correspondents),
          .help = "peers of the mobile nodes; default: the node \"cn\", or a "
                  "host \"cn\" at the anchor's node",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct mobile_nodes_config, member)

/* PBUs carry their prefixes in one message. */
#define PREFIXES_MAX 16
#define COUNT_MAX 10000000

static const struct parameter mobile_nodes_parameters[]
    = { { .key = "name",
          .type = PARAMETER_STRING,
          AT (name),
          .help = "of the node; with a count, name-1, name-2, ...",
          .reference = REFERENCE_DECLARES },
        { .key = "count",
          .type = PARAMETER_INTEGER,
          AT (count),
          .help = "how many; default: 1, or one per vehicle of a trace",
          .minimum = 1,
          .maximum = COUNT_MAX,
          .flags = PARAMETER_OPTIONAL },
        { .key = "prefixes",
          .type = PARAMETER_INTEGER,
          AT (prefixes),
          .fallback = "1",
          .help = "home network prefixes per node (RFC 5213 5.4)",
          .minimum = 1,
          .maximum = PREFIXES_MAX },
        { .key = "motion",
          .type = PARAMETER_VARIANT,
          AT (motion),
          .help = "how the nodes move",
          .variants = motion_variants,
          .style = VARIANT_TAG,
          .tag = "model" },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct record_config, member)

static const struct parameter record_parameters[]
    = { { .key = "pcap",
          .type = PARAMETER_STRINGS,
          AT (pcap),
          .help = "nodes whose packets are captured",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_NODE },
        { .key = "series",
          .type = PARAMETER_TIME,
          AT (series),
          .help = "sampling interval of series.csv; default: none",
          .flags = PARAMETER_OPTIONAL | PARAMETER_POSITIVE },
        { .key = "handovers",
          .type = PARAMETER_CUSTOM,
          AT (handover_rows),
          .fallback = "true",
          .help = "rows of handovers.csv and handover_flows.csv: all, none, "
                  "or those of every n-th handover",
          .custom = &rows_type },
        { .key = "flows",
          .type = PARAMETER_BOOL,
          AT (flows),
          .fallback = "true",
          .help = "write flows.csv" },
        { .key = "sequence_chart",
          .type = PARAMETER_BOOL,
          AT (sequence_chart),
          .fallback = "false",
          .help
          = "write NODE.sequence.txt and .svg, message sequence charts of "
            "the first 10 mobile nodes" },
        { .key = "ping_pong",
          .type = PARAMETER_TIME,
          AT (ping_pong),
          .fallback = "\"1 s\"",
          .help = "a handover back after a shorter stay counts as "
                  "handover.ping_pong; 1 s is the minimum time of stay of 3GPP "
                  "TR 36.839" },
        { 0 } };
#undef AT

static const char *const signaling_names[] = { "none", NULL };

static const struct parameter security_parameters[]
    = { { .key = "signaling",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct security_config, signaling),
          .fallback = "\"none\"",
          .help = "protection of signalling messages",
          .choices = signaling_names },
        { 0 } };

#define AT(member) .offset = offsetof (scenario, member)

const struct parameter scenario_parameters[]
    = { { .key = "title",
          .type = PARAMETER_STRING,
          AT (title),
          .fallback = "\"\"",
          .help = "what the scenario shows" },
        { .key = "duration",
          .type = PARAMETER_TIME,
          AT (duration),
          .help = "simulated time",
          .flags = PARAMETER_POSITIVE },
        { .key = "warmup",
          .type = PARAMETER_TIME,
          AT (warmup),
          .fallback = "\"0 s\"",
          .help = "what begins before it is not counted" },
        { .key = "seed",
          .type = PARAMETER_SEED,
          AT (seed),
          .fallback = "1",
          .help = "of all random streams" },
        { .key = "replications",
          .type = PARAMETER_INTEGER,
          AT (replications),
          .fallback = "1",
          .help = "runs with independent random streams",
          .minimum = 1,
          .maximum = 1000000 },
        { .key = "architecture",
          .type = PARAMETER_VARIANT,
          AT (architecture),
          .help = "how mobility is supported",
          .variants = architecture_variants,
          .style = VARIANT_TAG,
          .tag = "name" },
        { .key = "topology",
          .type = PARAMETER_OBJECT,
          AT (topology_config),
          .help = "nodes and wired links",
          .of = topology_parameters },
        { .key = "sites",
          .type = PARAMETER_OBJECT,
          AT (sites),
          .help = "which nodes play which role",
          .of = sites_parameters },
        { .key = "access",
          .type = PARAMETER_OBJECT,
          .offset = 0, /* its rows start at the scenario itself */
          .fallback = "{}",
          .help = "radio, cells and attachment",
          .of = access_and_cells },
        { .key = "processing",
          .type = PARAMETER_OBJECT,
          AT (domain.processing),
          .fallback = "{}",
          .help = "time that a control message received takes",
          .of = processing_parameters },
        { .key = "mobile_nodes",
          .type = PARAMETER_OBJECTS,
          AT (mobile_nodes),
          .help = "who moves",
          .of = mobile_nodes_parameters,
          .size = sizeof (struct mobile_nodes_config),
          .flags = PARAMETER_NOT_EMPTY },
        { .key = "traffic",
          .type = PARAMETER_OBJECTS,
          AT (traffic),
          .fallback = "[]",
          .help = "who talks",
          .of = traffic_parameters,
          .size = sizeof (struct traffic_config) },
        { .key = "protocol",
          .type = PARAMETER_OBJECT,
          AT (domain.protocol),
          .fallback = "{}",
          .help = "timers and limits of the protocols",
          .of = protocol_parameters },
        { .key = "faults",
          .type = PARAMETER_OBJECTS,
          AT (faults),
          .fallback = "[]",
          .help = "links that fail or change",
          .of = fault_parameters,
          .size = sizeof (struct fault_config) },
        { .key = "attacks",
          .type = PARAMETER_CUSTOM,
          .fallback = "[]",
          .help = "not in this version",
          .custom = &later_list_type },
        { .key = "security",
          .type = PARAMETER_OBJECT,
          AT (security),
          .fallback = "{}",
          .help = "protection of messages",
          .of = security_parameters },
        { .key = "record",
          .type = PARAMETER_OBJECT,
          AT (record),
          .fallback = "{}",
          .help = "what is written beside the summary",
          .of = record_parameters },
        { .key = "sweep",
          .type = PARAMETER_CUSTOM,
          AT (sweep),
          .fallback = "{}",
          .help = "axes of a study by dotted path, each with its values; see "
                  "studies.md",
          .custom = &sweep_type },
        { .key = "figures",
          .type = PARAMETER_OBJECTS,
          AT (figures),
          .help = "what \"dmmsim plot\" draws; see plotting.md",
          .of = figure_parameters,
          .size = sizeof (struct figure_config),
          .flags = PARAMETER_OPTIONAL },
        { .key = "expect",
          .type = PARAMETER_CUSTOM,
          AT (expect),
          .fallback = "{}",
          .help = "what the results are held against",
          .custom = &expect_type },
        { 0 } };
