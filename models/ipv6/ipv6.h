/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No mobility support: plain access routers, each with a /64 of its own for all
 * its hosts (RFC 4861, RFC 4862).  A node takes a new address at each move and
 * its flows end there.  Scope and limits: doc/models/ipv6.md. */
#ifndef DMMSIM_MODELS_IPV6_IPV6_H
#define DMMSIM_MODELS_IPV6_IPV6_H

#include "models/architecture.h"

extern const struct architecture architecture_ipv6;
extern const struct variant variant_ipv6;

#endif
