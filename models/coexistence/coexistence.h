/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Access routers of different kinds in one network (RFC 7333 REQ4, REQ5): MAARs
 * of RFC 8885 beside MAGs of RFC 5213 and plain routers, nodes with and without
 * a Mobile IPv6 of their own.  Nothing here is a protocol: each kind is that of
 * its own folder and knows nothing of the others.  What becomes of a flow when
 * its node moves between kinds: doc/models/coexistence.md. */
#ifndef DMMSIM_MODELS_COEXISTENCE_COEXISTENCE_H
#define DMMSIM_MODELS_COEXISTENCE_COEXISTENCE_H

#include "models/dmm/dmm.h"
#include "models/ipv6/subnet.h"
#include "models/mipv6/mipv6.h"
#include "models/pmipv6/pmipv6.h"

/* Whom a gateway takes for its anchor, or database. */
enum anchor_kind
{
  ANCHOR_LMA,
  ANCHOR_CMD
};

struct coexistence_config
{
  struct parameter_list mags, plain;  /* char *, access routers; else MAARs */
  struct parameter_list mobile_hosts; /* char *, entries of mobile_nodes */
  int mag_anchor, maar_anchor;        /* enum anchor_kind */
  bool legacy_ignores_d; /* the LMA skips the D flag, as programs older than
                            RFC 8885 do; else it answers 129 */
  struct pmipv6_config pmipv6;
  struct dmm_config dmm;
  struct mipv6_config mipv6;
};

extern const struct architecture architecture_coexistence;
extern const struct variant variant_coexistence;
extern const struct parameter coexistence_parameters[];

struct coexistence
{
  struct pmipv6 pmipv6; /* first */
  struct dmm dmm;
  struct mipv6 *mipv6; /* NULL without a mobile host */
  const struct coexistence_config *config;
  uint8_t *kinds;         /* enum router_kind, by index of the access router */
  struct subnet *subnets; /* of plain routers, likewise */
};

#endif
