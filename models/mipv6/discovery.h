/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dynamic home agent address discovery (RFC 6275 5.3, 10.5, 11.4.1): a mobile
 * node asks the anycast address of its home link, a home agent there answers
 * with the home agents list, most preferred first. */
#ifndef DMMSIM_MODELS_MIPV6_DISCOVERY_H
#define DMMSIM_MODELS_MIPV6_DISCOVERY_H

#include "models/mipv6/mn.h"

/* The Mobile IPv6 Home-Agents anycast address of a /64 (RFC 2526 2). */
struct address discovery_anycast (const struct prefix *prefix);
/* Home agents answer, mobile nodes hear the answers, from now on. */
void discovery_init (struct mipv6 *mipv6);
/* Sends a request from the care-of address; each is a new one to the eye of
 * who answers only by its identifier, which copies share. */
void discovery_ask (struct mipv6_mn *node, enum signaling_class class);

#endif
