/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protection of signalling as a scenario states it: the key "security". */
#ifndef DMMSIM_MODELS_SECURITY_PARAMETERS_H
#define DMMSIM_MODELS_SECURITY_PARAMETERS_H

#include <stdbool.h>

#include "sim/parameter.h"
#include "sim/time.h"

enum security_signaling
{
  SECURITY_NONE,
  SECURITY_AUTHENTICATION, /* Mobility Message Authentication, RFC 4285 5 */
  SECURITY_ESP             /* transport mode, RFC 5213 4, RFC 3776 */
};

enum security_replay
{
  REPLAY_CHECKED,  /* timestamps, sequence numbers, ESP's window */
  REPLAY_UNCHECKED /* none of them */
};

/* Which pairs of entities may have an association. */
enum security_associations
{
  ASSOCIATIONS_ALL,
  ASSOCIATIONS_CENTRAL /* none without an LMA, CMD, HA or MAP */
};

enum security_setup
{
  SETUP_PRECONFIGURED,
  SETUP_IKEV2 /* RFC 7296 1.2, when a pair's first message is sent */
};

enum security_policy
{
  POLICY_OFF,
  POLICY_ATTACHMENT /* a gateway registers who is attached to it */
};

/* Token bucket of a peer at a receiver. */
struct rate_limit_config
{
  double rate;  /* messages/s */
  double burst; /* messages */
};

struct security_config
{
  int signaling; /* enum security_signaling */
  int integrity; /* enum esp_integrity */
  sim_time verification;
  int replay;       /* enum security_replay */
  int associations; /* enum security_associations */
  int setup;        /* enum security_setup */
  sim_time setup_processing;
  int policy; /* enum security_policy */
  bool has_rate_limit;
  struct rate_limit_config rate_limit;
};

extern const struct parameter security_parameters[];

#endif
