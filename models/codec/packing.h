/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers of a packet from their JSON, written from the innermost outwards,
 * each in front of what it holds, so that lengths and checksums are known when
 * they are due.  Internal to models/codec/packet_json_read.c. */
#ifndef DMMSIM_MODELS_CODEC_PACKING_H
#define DMMSIM_MODELS_CODEC_PACKING_H

#include "models/codec/dissection.h"
#include "models/codec/json_object.h"

struct packing
{
  struct json_place *place;
  const cJSON *message; /* the members of the Mobility Header */
  unsigned n;
  struct
  {
    enum layer_kind kind;
    const cJSON *json;
    /* That enter checksums behind this layer: of the nearest IP header, or
     * what a home address option or type 2 routing header put in its place. */
    struct address source, destination;
  } layer[LAYERS_MAX];
  uint8_t next_header; /* number of the header that `at` points to */
  size_t at;           /* where the packet begins so far */
  uint8_t room[PACKET_SIZE_MAX];
};

/* An empty packet. (transfer full) */
struct packing *packing_new (struct json_place *place, const cJSON *message);
void packing_free (struct packing *p);
/* Octets written so far. */
size_t packing_size (const struct packing *p);
/* Writes layer @i in front of what is there.  False with an error. */
bool packing_layer (struct packing *p, unsigned i);

#endif
