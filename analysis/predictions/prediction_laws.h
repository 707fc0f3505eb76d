/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions behind prediction_laws, by subject, and what they share.
 * Private to analysis/prediction*.c. */
#ifndef DMMSIM_ANALYSIS_PREDICTIONS_PREDICTION_LAWS_H
#define DMMSIM_ANALYSIS_PREDICTIONS_PREDICTION_LAWS_H

#include <math.h>

#include "analysis/predictions/prediction.h"

/* NAN, and why. */
static inline double
prediction_refuse (const char **why, const char *reason)
{
  *why = reason;
  return NAN;
}

/* RFC 8885? */
static inline bool
prediction_is_dmm (const struct prediction_input *in)
{
  return in->scheme >= PREDICTION_RELAY;
}

/* One anchor for all of a node's flows? */
static inline bool
prediction_is_central (const struct prediction_input *in)
{
  return in->scheme == PREDICTION_PMIPV6 || in->scheme == PREDICTION_MIPV6;
}

/* Does one flow in a hundred live until its node has been at all routers and
 * comes round? */
static inline bool
prediction_comes_round (const struct prediction_input *in)
{
  double r = in->lifetime / in->stay;
  double kept
      = in->stays == PREDICTION_STAYS_EXPONENTIAL ? r / (1 + r) : exp (-1 / r);

  return pow (kept, in->routers) > 0.01;
}

/* Has the scheme handovers by signalling through LMA or CMD, as the laws of
 * sections 1 to 3 ask?  Else sets @why. */
bool prediction_registers (const struct prediction_input *in, const char **why);
/* Weighted mean of what @of says of each handover, NAN where it is not known
 * for one. */
double prediction_mean (const struct prediction_input *in,
                        double (*of) (const struct prediction_input *in,
                                      const struct prediction_handover *h));
/* Trigger until tunnel and route of every prefix stand; the same without what
 * the gateway itself takes. */
double prediction_ready_delay (const struct prediction_input *in,
                               const struct prediction_handover *h);
double prediction_round_delay (const struct prediction_input *in,
                               const struct prediction_handover *h);
/* Time from the trigger until a packet of @flow can be delivered. */
double prediction_flow_delay (const struct prediction_input *in,
                              const struct prediction_flow *flow);

/* prediction_handover.c */
prediction_function prediction_crossings, prediction_signaling,
    prediction_gateway, prediction_recovery, prediction_loss,
    prediction_interruption;
/* lost.c */
prediction_function prediction_signaling_lost, prediction_gateway_lost;
/* prediction_anchors.c */
prediction_function prediction_k_stated, prediction_k_flow,
    prediction_k_lifetime, prediction_previous_flow,
    prediction_previous_lifetime;
/* prediction_signaling.c */
prediction_function prediction_messages, prediction_handover_rate,
    prediction_refresh_rate;
/* centre.c */
prediction_function prediction_broken;
/* control_load.c */
prediction_function prediction_amplification, prediction_queue_wait,
    prediction_refused, prediction_entries_lma, prediction_entries_cmd;
/* prediction_delivery.c */
prediction_function prediction_tunnel_share, prediction_tunnel_share_onward,
    prediction_tunnel_length, prediction_tunnel_length_onward,
    prediction_stretch_hops, prediction_stretch_hops_sum,
    prediction_stretch_delay, prediction_stretch_delay_sum,
    prediction_detour_hops, prediction_detour_delay, prediction_delay,
    prediction_reordering, prediction_inorder;

/* attacks.c */
prediction_function prediction_redirection;

#endif
