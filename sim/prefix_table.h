/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Longest-prefix match: a map from prefixes to pointers.
 *
 * One open-addressing hash table per prefix length in use, longest first.  A
 * look-up probes each length once, so it costs as many probes as there are
 * different lengths (one or two in practice) whatever the number of prefixes.
 * Nothing depends on the order of slots: there is no iteration but for
 * freeing.  Looking up never allocates. */
#ifndef DMMSIM_SIM_PREFIX_TABLE_H
#define DMMSIM_SIM_PREFIX_TABLE_H

#include <glib.h>

#include "sim/address.h"

struct prefix_table;

struct prefix_table *prefix_table_new (void);
/* @free_value: called for each value left, or NULL. */
void prefix_table_free (struct prefix_table *table, GDestroyNotify free_value);

/* Sets the value of @prefix.  @value: not NULL, the caller's.  Returns: the
 * value it replaces, or NULL.  O(1) amortised. */
void *prefix_table_set (struct prefix_table *table, const struct prefix *prefix,
                        void *value);
/* Returns: the value taken out, or NULL. */
void *prefix_table_remove (struct prefix_table *table,
                           const struct prefix *prefix);
/* The value of exactly @prefix, or NULL. */
void *prefix_table_get (const struct prefix_table *table,
                        const struct prefix *prefix);
/* The value of the longest prefix that contains @address, or NULL. */
void *prefix_table_match (const struct prefix_table *table,
                          const struct address *address);
uint32_t prefix_table_size (const struct prefix_table *table);

#endif
