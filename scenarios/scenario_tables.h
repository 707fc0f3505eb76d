/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of a scenario file, and what is checked across them. */
#ifndef DMMSIM_SCENARIOS_SCENARIO_TABLES_H
#define DMMSIM_SCENARIOS_SCENARIO_TABLES_H

#include "scenarios/reader.h"

/* The whole file; fills struct scenario (scenario_parameters.c). */
extern const struct parameter scenario_parameters[];

extern const struct custom_type access_sites_type; /* sites.c */
extern const struct custom_type expect_type;       /* expect.c */
extern const struct custom_type sweep_type;        /* sweep_read.c */
extern const struct custom_type rows_type;         /* rows.c: an int64_t */

/* The scenario that @document (taken over) is, with the folders of @r; NULL
 * with r->error set (scenario.c). */
scenario *scenario_read_document (reader *r, cJSON *document);

/* Turns "all" and degrees into lists, fills in the sites that are not stated,
 * and refuses sites that cannot reach each other (sites.c). */
bool sites_resolve (reader *r, scenario *s);
/* Names, times and other things that take two keys to be wrong (check.c). */
bool scenario_check (reader *r, scenario *s);

/* An entry of "figures"; what takes more than one key to be wrong there
 * (figures.c). */
extern const struct parameter figure_parameters[];
bool figures_check (reader *r, const scenario *s);

/* Index of a string in a list, or -1. */
int64_t strings_find (const struct parameter_list *list, const char *name);
/* Names of the mobile nodes of an entry that states how many they are: "mn",
 * or "mn-1", "mn-2", ...  (transfer full) */
char *mobile_node_name (const struct mobile_nodes_config *config, int64_t i);

#endif
