/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold between any two events, whatever the scenario: books balance,
 * counts equal recounts, and what the architecture says of its own state
 * (struct architecture, invariants).  Each invariant stands beside the model it
 * guards; this is what they have in common.  Looking changes nothing. */
#ifndef DMMSIM_MODELS_INVARIANTS_H
#define DMMSIM_MODELS_INVARIANTS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct domain;
struct mobile_node;
struct node;

#define INVARIANT_ERROR invariant_error_quark ()
GQuark invariant_error_quark (void);
enum invariant_error
{
  INVARIANT_ERROR_BROKEN
};

/* Holds all there are; the first that is broken is named with its place and
 * the simulated time.  O(state). */
bool domain_holds_invariants (const struct domain *domain, GError **error);

/* @holds, or else tells that @who (an entity, with its node: "LMA at core")
 * breaks @what over @mn, which may be NULL. */
bool invariant_holds (bool holds, const char *who, const struct node *at,
                      const char *what, const struct mobile_node *mn,
                      GError **error);
/* The same for two numbers that must be equal. */
bool invariant_equals (uint64_t counted, uint64_t kept, const char *who,
                       const struct node *at, const char *what, GError **error);

#endif
