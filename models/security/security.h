/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protection of signalling: the hooks that models/mobility/entity.c passes
 * every message of the Mobility Header through, on its way out and in.
 *
 * With "authentication" each has the Mobility Message Authentication option
 * (RFC 4285 5).  Between hosts and their home agents it is the MN-HA option of
 * that RFC, which models/mipv6/ writes and verifies; between all others (MAG,
 * LMA, MAAR, CMD, S-GW) it is the same option with, in the place of care-of and
 * home address, the Source and Destination Address: no RFC has that.
 *
 * With "esp" each is inside ESP in transport mode (RFC 5213 4; RFC 3776 3:
 * behind the extension headers that name home addresses).
 *
 * Outside by their nature: Binding Errors and refresh requests, which strangers
 * may send; return routability and what it authorises (RFC 6275 5.2), at
 * correspondents; ICMPv6. */
#ifndef DMMSIM_MODELS_SECURITY_SECURITY_H
#define DMMSIM_MODELS_SECURITY_SECURITY_H

#include "models/codec/auth.h"
#include "models/mobility/mobility.h"
#include "models/security/association.h"
#include "models/security/parameters.h"

/* Of one domain; NULL in the kit where nothing is protected or limited. */
struct security;

struct security *security_new (struct domain *domain);
void security_free (struct security *security);
/* All pairs that signal, in the order in which they first did; NULL where
 * nothing is protected or limited, or no entity is. */
const GPtrArray *security_associations (const struct domain *domain);

/* ---- sending ------------------------------------------------------- */

/* @p, the IPv6 packet of a message of @entity, protected as the scenario has
 * it; another packet, or @p as it is where nothing is to be done.  NULL: it
 * waits for its association and leaves by mobility_transmit() under @name.
 * @p: (transfer full) */
struct packet *security_protect (struct mobility_entity *entity,
                                 struct packet *p, const char *name);
/* @p as who has taken over the entity that it names as its source would send
 * it: with their association, set up before if need be; as it is where the two
 * have none, or must not.  (transfer full) */
struct packet *security_steal (struct domain *domain, struct packet *p);

/* ---- receiving ----------------------------------------------------- */

/* What the message is good for; *@cost grows by the time of a verification.
 * security_open() comes before the message is decoded: the rate limit, and ESP,
 * which it takes off.  security_verify() comes after it: the option. */
enum security_verdict security_open (struct mobility_entity *entity,
                                     struct packet *p, sim_time *cost);
enum security_verdict security_verify (struct mobility_entity *entity,
                                       const struct packet *p,
                                       const struct mh_message *message,
                                       sim_time *cost);
/* Ends @p, which is not to be heeded: a Binding Update whose authenticator is
 * wrong is answered with status 146 (RFC 4285 5.1.1), all else silently (5; RFC
 * 4303 3.4). */
void security_refuse (struct mobility_entity *entity, struct packet *p,
                      enum security_verdict verdict);
/* Tells that a message of @entity was refused.  For who verifies by itself. */
void security_tell (const struct mobility_entity *entity,
                    const struct packet *p, enum security_verdict verdict);

enum security_verdict security_verdict_on (enum auth_result result);

/* May the gateway @sender have @mn registered at @entity, or de-registered, by
 * @pbu (RFC 5213 5.3.1, 11)? */
bool security_entitles (const struct mobility_entity *entity,
                        const struct mh_message *pbu,
                        const struct mobile_node *mn,
                        const struct address *sender);

#endif
