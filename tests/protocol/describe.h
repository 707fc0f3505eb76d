/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all entities know of a mobile node, as text: equal texts, equal state.
 */
#ifndef DMMSIM_TESTS_PROTOCOL_DESCRIBE_H
#define DMMSIM_TESTS_PROTOCOL_DESCRIBE_H

#include "tests/protocol/distributed-world.h"
#include "tests/protocol/world.h"

/* Sessions of the MAARs and the CMD's binding cache entry. */
char *describe_dmm (struct mobile_node *mn);
/* The same without a CMD: sessions and records of the hash table. */
char *describe_distributed (struct mobile_node *mn);
/* Binding cache and binding update lists. */
char *describe_pmipv6 (struct world *w, struct mobile_node *mn);

#endif
