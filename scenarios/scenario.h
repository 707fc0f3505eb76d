/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario: a JSON file read strictly, checked against the parameter tables
 * of all rooms, defaults filled in.  And its way into a wired simulation. */
#ifndef DMMSIM_SCENARIOS_SCENARIO_H
#define DMMSIM_SCENARIOS_SCENARIO_H

#include <glib.h>
#include <stdbool.h>

#include "models/domain.h"
#include "models/traffic/traffic.h"
#include "scenarios/cell_sites.h"
#include "scenarios/topology_config.h"
#include "sim/parameter.h"

#define SCENARIO_ERROR scenario_error_quark ()
GQuark scenario_error_quark (void);
enum scenario_error
{
  SCENARIO_ERROR_SYNTAX, /* not JSON, or JSON we do not take */
  SCENARIO_ERROR_VALUE,  /* a key or value that cannot be */
  SCENARIO_ERROR_FILE    /* a file it names cannot be read */
};

/* {"equals": 1}, {"min": 2, "max": 6}, {"near": 0.021, "tolerance": 1e-9} */
struct expectation
{
  char *metric;
  double equals, min, max, near, tolerance; /* NAN where not stated */
};

struct record_config
{
  struct parameter_list pcap; /* char *: node names */
  sim_time series;            /* interval; SIM_TIME_NONE: no series.csv */
  sim_time ping_pong;         /* a shorter stay than this */
  int64_t handover_rows; /* every so many handovers make one row; 0: none */
  bool flows, sequence_chart;
};

struct sites_config
{
  struct parameter_list access; /* char *: node names, after "all" and
                                   {"degree_at_most": n} are resolved */
  int64_t access_degree; /* as stated: n, INT64_MAX for "all", 0 for a list */
  char *anchor, *controller;
  struct parameter_list correspondents; /* char * */
};

struct mobile_nodes_config
{
  char *name;
  int64_t count; /* 0: not stated (1, or one per vehicle of a trace) */
  int64_t prefixes;
  struct variant_value motion;
};

/* A cell as the scenario states it: "access": {"cells": [...]}. */
struct cell_config
{
  char *router;       /* an access site */
  double position[2]; /* m */
  char *technology;   /* one of access.technologies, or NULL */
  double radius;      /* m; NAN: that of the technology */
};

/* An axis of "sweep" (scenarios/sweep.h). */
struct sweep_axis
{
  const char *path;   /* dotted */
  const void *values; /* JSON list */
  unsigned n_values;
  unsigned group;     /* of "zip", from 1; 0: none */
  unsigned dimension; /* of the cross product; zipped axes share one */
};

#define SWEEP_NO_DIMENSION UINT_MAX
#define SWEEP_POINTS_MAX 10000000

struct sweep_config
{
  void *document;          /* the JSON as stated; NULL without */
  struct sweep_axis *axes; /* point into it */
  unsigned n_axes, n_dimensions;
};

enum figure_kind
{
  FIGURE_LINES,
  FIGURE_CDF,
  FIGURE_BARS,
  FIGURE_COMPONENTS,
  FIGURE_SERIES,
  FIGURE_MAP
};
enum figure_scale
{
  FIGURE_LINEAR,
  FIGURE_LOG
};

/* An entry of "figures" (scenarios/figures.c).  analysis/figures/ draws it,
 * from the resolved scenario that lies beside the results. */
struct figure_config
{
  char *name, *title, *x, *by, *x_label, *y_label; /* NULL where not stated */
  int kind, statistic, sample, x_scale, y_scale;
  struct parameter_list y; /* char * */
  void *where;             /* JSON object: axis -> value or list of values */
  bool stacked;
  double x_min, x_max, y_min, y_max; /* NAN where not stated */
  double confidence;                 /* per cent */
};

struct faults;   /* models/fault/fault.h */
struct attacks;  /* models/attack/attack.h */
struct topology; /* scenarios/topology.h */

typedef struct scenario scenario;
struct scenario
{
  char *path, *title;
  sim_time duration, warmup;
  uint64_t seed;
  int64_t replications;
  struct variant_value architecture;
  struct topology_config topology_config; /* as stated */
  struct topology *topology;              /* as built */
  struct sites_config sites;
  bool correspondents_stated; /* or the default: "cn" */
  struct domain_config domain;
  struct parameter_list cells; /* struct cell_config; with neither: one cell at
                                  each access site that has a position */
  bool has_cell_sites;
  struct cell_sites_config cell_sites;
  struct parameter_list mobile_nodes; /* struct mobile_nodes_config */
  struct parameter_list traffic;      /* struct traffic_config */
  struct parameter_list faults;       /* struct fault_config */
  struct parameter_list attacks;      /* struct attack_config */
  struct record_config record;
  struct parameter_list expect;  /* struct expectation */
  struct parameter_list figures; /* struct figure_config */
  struct sweep_config sweep;
  void *document; /* the JSON as merged with parents and overrides */
  char *parent;   /* folder of the parent, seen from the file's, or NULL */
};

/* Reads @path (parents by "extends" merged), applies @overrides
 * ("dotted.path=value", ended by NULL, may be NULL) and checks everything that
 * can be checked without running.  Errors say file, JSON path (line:column for
 * syntax) and what would be right. */
scenario *scenario_load (const char *path, const char *const *overrides,
                         GError **error);
/* The same of a text that stands alone, as scenario_standing_alone() gives it
 * and records and result folders hold it; @name stands for the file in
 * messages. */
scenario *scenario_parse (const char *text, const char *name, GError **error);
void scenario_free (scenario *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (scenario, scenario_free)

/* The scenario with every default filled in, canonical JSON (keys in table
 * order).  Loading it again gives the same text.  (transfer full) */
char *scenario_resolved (const scenario *s);
/* Sentences about keys outside lists that are stated, not as their defaults,
 * and have no effect since another key has the value it has.  Elements are
 * char *.  (transfer full) */
GPtrArray *scenario_idle_keys (const scenario *s);
/* The same with absolute paths: loads again wherever it lies.
 * (transfer full) */
char *scenario_standing_alone (const scenario *s);
/* SHA-256, hexadecimal, of the resolved text with the SHA-256 of what files
 * hold in the place of their paths.  (transfer full) */
char *scenario_digest (const scenario *s);

/* A wired simulation, ready for engine_run(). */
struct simulation
{
  struct sim *sim;
  struct domain *domain;
  const scenario *scenario;
  GPtrArray *motions; /* what motion models keep */
  struct faults *faults;
  struct attacks *attacks;
};
/* Called when sim, network, domain with its routers, cells and mobile nodes
 * exist, and before the architecture is built and anything is scheduled: the
 * place for collectors and captures to start listening. */
typedef void simulation_prepare (struct simulation *simulation, void *data);
/* @replication: from 0.  @prepare: may be NULL.  Two simulations of one
 * scenario can live together; @s must outlive them.  Fails where only the
 * models can tell what is wrong (a trace without vehicles, motion over cells
 * where there are none); "validate" wires, too. */
struct simulation *simulation_new (const scenario *s, uint64_t replication,
                                   simulation_prepare *prepare, void *data,
                                   GError **error);
void simulation_free (struct simulation *simulation);

/* The JSON Schema (draft 2020-12) of a scenario file.  (transfer full) */
char *scenario_schema (void);

/* All keys of a scenario file as a Markdown table: where, what it takes, its
 * default, what it means.  (transfer full) */
char *scenario_keys (void);

#endif
