/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the worlds of the protocol tests share: the settings of a domain, a
 * record of everything signalled and traced, loss and data at will. */
#ifndef DMMSIM_TESTS_PROTOCOL_COMMON_H
#define DMMSIM_TESTS_PROTOCOL_COMMON_H

#include "models/domain.h"
#include "models/mobility/mobility.h"
#include "models/trace.h"

/* Lifetime 60 s, refreshed; RFC 6275 12, RFC 5213 9.1; radio 1 ms, handover
 * 50 ms; no processing, no notice of a departure. */
struct domain_config common_config (void);

/* A control message, sent or received. */
struct signal
{
  sim_time at;
  struct node *node;
  bool sent;
  const char *name;
  enum signaling_class class;
  uint32_t transaction;
  struct address source, destination;
  uint8_t octets[2048];
  size_t n;
};

/* A trace point passed, with the member that its record is. */
struct mark
{
  sim_time at;
  unsigned point;
  struct trace_prefix prefix; /* anchor switched, gateway ready, RA received */
  uint32_t count;             /* previous anchors */
  struct trace_state state;   /* state */
};

struct recording
{
  struct sim *sim;
  GArray *signals; /* struct signal */
  GArray *marks;   /* struct mark */
};

/* Listens to @sim from now on. */
void recording_init (struct recording *r, struct sim *sim);
void recording_clear (struct recording *r);
/* Messages of @name sent so far, in @transaction (TRANSACTION_NONE: any). */
unsigned recording_count (const struct recording *r, const char *name,
                          uint32_t transaction);
/* The @nth of them, from 0; fails without. */
const struct signal *recording_sent (const struct recording *r,
                                     const char *name, unsigned nth);
/* How often @point was passed; the @nth time, from 0, fails without. */
unsigned recording_marks (const struct recording *r, unsigned point);
const struct mark *recording_mark (const struct recording *r, unsigned point,
                                   unsigned nth);

/* A link of this delay and no other hindrance. */
void join (struct node *a, struct node *b, sim_time delay);
/* @node loses what passes it towards @address, until it is unblocked. */
void block (struct node *node, const struct address *address);
void unblock (struct node *node, const struct address *address);

/* Adds "@path/MODE" for each mode of the architecture dmm. */
void add_per_mode (const char *path, GTestDataFunc test);

#endif
