/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/predictions/prediction.h"

#include "analysis/predictions/prediction_laws.h"

#define PROPAGATION "shortest paths, propagation and processing alone"
#define STEADY "steady state"
#define BETWEEN "handovers take no time"

const struct prediction_law prediction_laws[] = {
  { "crossings", "4", "handover.count", "N t / T; stated visits are counted",
    STEADY, prediction_crossings },
  { "handover delay", "1", "handover.recovery",
    "pmipv6 2a + w; mipv6 addressing + 2 (a + w); dmm-host the same to the "
    "anchor; hierarchical 2m + w, to another S-GW 2 (m + h) + w; hmipv6 "
    "addressing + 2 (m + w), to another MAP by who switches first; "
    "relay 2a + 2 max b + w; "
    "locator a + b + c + w; proxy max "
    "(2a, a + b + c) + w; and processing",
    PROPAGATION, prediction_recovery },
  { "gateway delay", "1", "handover.gateway",
    "the same until tunnels and routes of all prefixes stand", PROPAGATION,
    prediction_gateway },
  { "registration", "1", "handover.signaling",
    "2a; mipv6 2 (a + w); relay 2a + 2 max b", PROPAGATION,
    prediction_signaling },
  { "gateway delay, with losses", "9", "handover.gateway",
    "the same and S(j) with probability q (1 - q)^j, q that all messages of a "
    "round arrive",
    PROPAGATION ", a round takes less than a timeout",
    prediction_gateway_lost },
  { "registration, with losses", "9", "handover.signaling",
    "the same; relay (1 - p)^(2 + 2k), pmipv6, proxy (1 - p)^2",
    PROPAGATION ", a round takes less than a timeout",
    prediction_signaling_lost },
  { "loss", "2", "handover.loss", "(T + D + c_old - c_new) / interval",
    PROPAGATION ", phase of the source at random", prediction_loss },
  { "interruption", "2", "handover.interruption", "T + D + interval",
    PROPAGATION ", phase of the source at random", prediction_interruption },
  { "messages", "3", "signaling.messages.per_handover",
    "pmipv6, mipv6, nemo 2 (4 with de-registration); hierarchical, hmipv6 2, "
    "to another S-GW or MAP 4 (6 with revocation, forwarding); dmm-host 2k; "
    "relay, proxy 2 + 2k; locator, "
    "relay "
    "without aggregation 1 + 3k (k = 0: 2)",
    "every message arrives", prediction_messages },
  { "handover signalling", "3", "signaling.messages.rate{class=handover}",
    "N / T messages of a handover", STEADY, prediction_handover_rate },
  { "refresh signalling", "3", "signaling.messages.rate{class=refresh}",
    "at rest 2 N at each multiple of T_ref; exponential stays 2 N mu / (e^(mu "
    "T_ref) - 1)",
    STEADY, prediction_refresh_rate },
  { "anchors updated, stated", "4", "handover.previous_anchors",
    "routers with a live flow, or kept, at each handover", BETWEEN,
    prediction_k_stated },
  { "anchors updated, by flow", "4", "handover.previous_anchors",
    "exponential stays: E[K] + P; constant: sum 1 - exp (-rho (1 - x) x^j), x "
    "= e^(-1/r)",
    STEADY, prediction_k_flow },
  { "anchors updated, by lifetime", "4", "handover.previous_anchors",
    "exponential stays: 1 + V / T; constant: 1 + floor (V / T)", STEADY,
    prediction_k_lifetime },
  { "previous anchors, by flow", "4", "anchors.previous",
    "exponential stays: r int u^r (1 - e^(-rho (1 - u))) / (1 - u) du; "
    "constant: r Ein (rho (1 - e^(-1/r)))",
    STEADY, prediction_previous_flow },
  { "previous anchors, by lifetime", "4", "anchors.previous",
    "V / T; jumps: (M - 1) (1 - e^(-V / T / (M - 1)))", STEADY,
    prediction_previous_lifetime },
  { "delay", "5", "delay.oneway", "way by the anchor, and radio",
    PROPAGATION ", " BETWEEN, prediction_delay },
  { "stretch", "5", "stretch.hops", "way by the anchor over the shortest",
    BETWEEN, prediction_stretch_hops },
  { "stretch", "5", "stretch.hops.sum", "the same as ratio of sums", BETWEEN,
    prediction_stretch_hops_sum },
  { "stretch", "5", "stretch.delay", "the same by delay", BETWEEN,
    prediction_stretch_delay },
  { "stretch", "5", "stretch.delay.sum", "the same as ratio of sums", BETWEEN,
    prediction_stretch_delay_sum },
  { "detour", "5", "detour.hops", "way by the anchor less the shortest",
    BETWEEN, prediction_detour_hops },
  { "detour", "5", "detour.delay", "the same by delay", BETWEEN,
    prediction_detour_delay },
  { "share tunnelled", "6", "tunnel.share",
    "exponential stays: r / (1 + r); constant: r (1 - e^(-1/r))",
    STEADY ", " BETWEEN, prediction_tunnel_share_onward },
  { "share tunnelled, by enumeration", "6", "tunnel.share",
    "packets whose anchor is not the serving router", BETWEEN,
    prediction_tunnel_share },
  { "length of the tunnel", "6", "tunnel.byte_hops", "40 g r",
    STEADY ", " BETWEEN, prediction_tunnel_length_onward },
  { "length of the tunnel, by enumeration", "6", "tunnel.byte_hops",
    "40 links from anchor to serving router (mipv6: to the host)", BETWEEN,
    prediction_tunnel_length },
  { "reordering", "8", "reorder.ratio",
    "in turn 1/2 if d2 - d1 > interval; at random x (1 - x^m); else 0",
    PROPAGATION, prediction_reordering },
  { "amplification", "10", "signaling.amplification{class=handover}",
    "pmipv6 1; relay, proxy k + 1; locator k, relay without aggregation 2k (k "
    "= 0: 1)",
    "every message arrives", prediction_amplification },
  { "waiting at the LMA", "10", "queue.wait{role=LMA}",
    "M/D/1: u S / (2 (1 - u)), u = N S / T", STEADY ", registrations at random",
    prediction_queue_wait },
  { "registrations refused", "10", "state.refused", "alpha t B (C, alpha L)",
    STEADY, prediction_refused },
  { "entries left behind", "10", "state.entries{role=LMA}",
    "alpha L (1 - B (C, alpha L))", STEADY, prediction_entries_lma },
  { "entries left behind", "10", "state.entries{role=CMD}",
    "alpha L (1 - B (C, alpha L))", STEADY, prediction_entries_cmd },
  { "order restored", "8", "delay.inorder",
    "in turn: mean of d2 and max (d1, d2 - interval)", PROPAGATION,
    prediction_inorder },
  { "flows broken by the centre", "11", "fault.broken",
    "pmipv6, mipv6 1; dmm (b + delta int (e^(-mu u) b (F - u) + 1 - e^(-mu u)) "
    "du) / (1 + delta F), b (x) = mu / (mu + delta) (1 - e^(-(mu + delta) x))",
    STEADY ", " BETWEEN ", flows send often", prediction_broken },
  { "redirection", "12", "attack.redirection",
    "exponential stays 1/mu: (1 - e^-x (1 + x)) / (mu (1 - e^-x)), x = mu "
    "T_ref; without refresh 1/mu",
    STEADY ", one forged registration at random at a time",
    prediction_redirection },
  { 0 }
};

double
prediction_multiples (const struct prediction_input *input, double period)
{
  double end = input->warmup + input->measured;

  return floor (end / period) - fmax (0, ceil (input->warmup / period) - 1);
}

void
prediction_input_init (struct prediction_input *input)
{
  *input = (struct prediction_input){
    .radio = NAN,
    .addressing = NAN,
    .trigger = NAN,
    .stay = NAN,
    .gap = NAN,
    .outage = NAN,
    .binding = NAN,
    .changes = NAN,
    .routers = NAN,
    .prefix_lifetime = NAN,
    .refresh = NAN,
    .arrivals = NAN,
    .lifetime = NAN,
    .interval = NAN,
    .step_links = NAN,
    .slow = NAN,
    .fast = NAN,
    .slow_share = NAN,
    .handovers
    = g_array_new (FALSE, FALSE, sizeof (struct prediction_handover)),
    .flows = g_array_new (FALSE, FALSE, sizeof (struct prediction_flow)),
    .packets = g_array_new (FALSE, FALSE, sizeof (struct prediction_packet)),
  };
}

void
prediction_input_clear (struct prediction_input *input)
{
  g_array_unref (input->handovers);
  g_array_unref (input->flows);
  g_array_unref (input->packets);
}

GArray *
predictions_new (const struct prediction_input *input)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (struct prediction));

  for (const struct prediction_law *law = prediction_laws; law->name; law++)
    {
      struct prediction p = { .law = law };

      p.value = law->value (input, &p.why);
      g_array_append_val (all, p);
    }
  return all;
}

double
predictions_find (const GArray *predictions, const char *metric)
{
  for (guint i = 0; i < predictions->len; i++)
    {
      const struct prediction *p
          = &g_array_index (predictions, struct prediction, i);

      if (!isnan (p->value) && g_strcmp0 (p->law->metric, metric) == 0)
        return p->value;
    }
  return NAN;
}
