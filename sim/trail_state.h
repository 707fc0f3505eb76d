/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trails from inside: how they are found when something changes. */
#ifndef DMMSIM_SIM_TRAIL_STATE_H
#define DMMSIM_SIM_TRAIL_STATE_H

#include "sim/network_state.h"
#include "sim/trail.h"

/* Not an epoch of any channel. */
#define SCOUT_EPOCH (UINT32_C (1) << 31)

/* Where a trail can be touched: at a node, about the addresses of one /64. */
struct trail_place
{
  uint32_t node;
  uint64_t network; /* first half of the address; TRAIL_ANY: whatever */
};
/* No header has an address of ffff:ffff:ffff:ffff::/64 that is forwarded. */
#define TRAIL_ANY UINT64_MAX

/* The trails that can be touched at one place. */
struct trail_list
{
  struct trail_place place;
  struct trail_mark *first;
};
/* One trail in one of these lists. */
struct trail_mark
{
  struct trail_mark *next, *previous;
  struct trail_list *list;
  struct trail *trail;
};

struct trail_hop
{
  struct channel *channel;
  sim_time arrived;    /* at its end, since sent */
  uint32_t at, stored; /* its headers among trail->octets */
  int32_t anchor;      /* as of the packet on the channel */
  uint8_t encapsulation;
  bool transit; /* the node it leads from passed it on */
  struct packet_meter meter;
};

enum trail_state
{
  TRAIL_OVER,
  TRAIL_SCOUTS,
  TRAIL_STANDS
};

struct trail
{
  struct network *network;
  trail_touched *touched;
  void *data;
  enum trail_state state;
  guint index;          /* among all */
  uint64_t serial;      /* trails of before have lower ones */
  struct packet *scout; /* SCOUTS only */
  bool veiled;          /* its epoch is SCOUT_EPOCH off */
  uint32_t payload;
  sim_time sent_at;
  GArray *hops; /* struct trail_hop */
  GByteArray *octets;
  GPtrArray *marks; /* struct trail_mark * */
  unsigned n_marks; /* of these in lists: the others are spare */
};

/* Of one network. */
struct trails
{
  GHashTable *lists;  /* struct trail_list, by place */
  GHashTable *scouts; /* trail by its packet */
  GPtrArray *all;     /* struct trail * */
  uint64_t made;      /* trails ever */
};

/* trails_touch(), nearly nothing where there are no trails. */
static inline void
node_touch (struct node *node, const struct prefix *prefix)
{
  if (G_UNLIKELY (node->network->trails))
    trails_touch (node, prefix);
}

/* The network's, made when first asked for. */
struct trails *trails_get (struct network *network);
void trails_free (struct network *network);

/* From now on a change at @node of anything, or about any address in the
 * headers of @p, touches the trail. */
void trail_watch_node (struct trail *trail, const struct node *node);
void trail_watch_headers (struct trail *trail, const struct node *node,
                          const struct packet *p);
void trail_unwatch (struct trail *trail);

/* The arrival of @p, if it is a veiled scout: false otherwise. */
bool trail_takes (struct sim *sim, struct packet *p);
/* A scout ends. */
void trail_lose (struct network *network, const struct packet *p);
#define TRAIL_HEADERS 8
/* The IPv6 headers of @p from the outermost on, at most TRAIL_HEADERS, up to
 * the UDP header of the data.  Returns: how many; 0 if something stands between
 * them that a handler acts on (an extension header, ESP). */
unsigned trail_headers (const struct packet *p,
                        const uint8_t *headers[TRAIL_HEADERS]);

#endif
