/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A captured dialogue with an anchor, said again to ours: what gateways sent is
 * sent at its own time of day, with the addresses of our network in the place
 * of those of the capture. */
#ifndef DMMSIM_TESTS_PROTOCOL_CAPTURE_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_CAPTURE_SCENE_H

#include "tests/protocol/dmm-world.h"
#include "tests/protocol/world.h"

#define CAPTURES "shared/data/pcap"
#define GATEWAYS 3
#define MESSAGES_MAX 32
#define MAPPED_MAX 8

struct plan
{
  const char *name, *capture;
  bool distributed; /* CMD, not LMA */
  enum dmm_mode mode;
  enum mh_leniency leniency;
  const char *centre, *gateways[GATEWAYS];
  const char *prefix; /* that the MAG asks for, or NULL */
  /* After each request: LMA: gateway and state (A active, H held); CMD:
   * gateway, then the previous ones. */
  const char *states[MESSAGES_MAX];
};

struct captured
{
  int64_t at; /* ns since 1970 */
  unsigned frame;
  struct address source, destination;
  uint8_t octets[2048];
  size_t n;
  struct mh_message message; /* views into mended */
  uint8_t mended[2048];
  size_t n_mended;
};

struct replay
{
  const struct plan *plan;
  struct world *w;
  struct dmm_world *dw;
  struct sim *sim;
  struct domain *domain;
  const struct recording *heard;
  struct mobile_node *mn;
  struct mobility_entity *centre;
  struct node *gateways[GATEWAYS];
  struct captured *messages; /* MESSAGES_MAX */
  unsigned n;
  struct address from[MAPPED_MAX], to[MAPPED_MAX];
  unsigned mapped;
  uint32_t forgiven, unforgiven; /* faults traced */
};

/* Of a file beside the captures. */
char *capture_path (const char *name);
/* Opens the capture and builds the domain: LMA, or CMD with MAARs that are
 * silent, for the capture speaks for them. */
void replay_init (struct replay *r, const struct plan *plan);
void replay_clear (struct replay *r);
/* Address of ours for one of the capture, itself if none is. */
struct address replay_mapped (const struct replay *r, const struct address *a);
void replay_map (struct replay *r, const struct address *from,
                 const struct address *to);
/* The last @name sent by the anchor to @to (NULL: anyone), or NULL. */
const struct signal *replay_last_sent (const struct replay *r, const char *name,
                                       const struct address *to);
/* Sends a gateway's message once more; an answer with the sequence number of
 * our request. */
void replay_send (const struct replay *r, const struct captured *c);

#endif
