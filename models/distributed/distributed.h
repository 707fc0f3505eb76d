/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributed anchors without a central element: the MAARs of models/dmm/ and
 * nobody else.  A serving MAAR finds the previous ones by itself and does what
 * the CMD does in RFC 8885 3.2 step 2: it sends each a PBU.  How it finds them:
 * the mobile node tells (hint), a hash table over the MAARs keeps it (dht), or
 * all MAARs are asked (flood).  RFC 8885 leaves such a mode out; the design is
 * ours, see doc/models/dmm-distributed.md. */
#ifndef DMMSIM_MODELS_DISTRIBUTED_DISTRIBUTED_H
#define DMMSIM_MODELS_DISTRIBUTED_DISTRIBUTED_H

#include "models/distributed/ring.h"
#include "models/dmm/maar.h"

extern const struct architecture architecture_distributed;
extern const struct variant variant_distributed; /* its place in the list */

enum lookup
{
  LOOKUP_HINT,
  LOOKUP_DHT,
  LOOKUP_FLOOD
};

struct distributed_config
{
  int lookup;             /* enum lookup */
  int64_t replication;    /* dht: MAARs that hold a node's record */
  int64_t points;         /* dht: of each MAAR on the ring */
  sim_time flood_timeout; /* flood: how long answers are waited for */
  int64_t flood_repeats;  /* flood: asked again so often */
  int release;            /* enum dmm_release */
  sim_time prefix_lifetime;
};

struct distributed
{
  struct dmm dmm; /* first */
  const struct distributed_config *config;
  struct ring *ring;           /* dht only */
  event_kind flood_over;       /* on maar_session */
  event_kind location_expired; /* on location */
};

struct distributed *distributed_of (const struct maar *maar);

#endif
