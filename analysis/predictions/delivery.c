/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways of data packets: sections 5, 6 and 8 of doc/closed-forms.md. */
#include "analysis/predictions/prediction_laws.h"

#define TUNNEL_HEADER 40 /* octets, IPv6 in IPv6 */

/* ---- over kinds of packets ------------------------------------------------
 */

typedef double packet_quantity (const struct prediction_packet *p);

static bool
packets_known (const struct prediction_input *in, const char **why)
{
  if (in->packets->len > 0)
    return true;
  *why = "the ways of packets are not known in the mean";
  return false;
}

static double
sum_over_packets (const struct prediction_input *in, packet_quantity *of)
{
  double sum = 0;

  for (guint i = 0; i < in->packets->len; i++)
    {
      const struct prediction_packet *p
          = &g_array_index (in->packets, struct prediction_packet, i);

      sum += p->weight * of (p);
    }
  return sum;
}

static double
one (const struct prediction_packet *p G_GNUC_UNUSED)
{
  return 1;
}

static double
tunnelled (const struct prediction_packet *p)
{
  return p->tunnel_hops > 0;
}

static double
tunnel_hops (const struct prediction_packet *p)
{
  return p->tunnel_hops;
}

static double
hops (const struct prediction_packet *p)
{
  return p->hops;
}

static double
shortest_hops (const struct prediction_packet *p)
{
  return p->shortest_hops;
}

static double
hop_ratio (const struct prediction_packet *p)
{
  return p->hops / p->shortest_hops;
}

static double
hop_detour (const struct prediction_packet *p)
{
  return p->hops - p->shortest_hops;
}

static double
delay (const struct prediction_packet *p)
{
  return p->delay;
}

static double
shortest_delay (const struct prediction_packet *p)
{
  return p->shortest_delay;
}

static double
delay_ratio (const struct prediction_packet *p)
{
  return p->delay / p->shortest_delay;
}

static double
delay_detour (const struct prediction_packet *p)
{
  return p->delay - p->shortest_delay;
}

static double
mean_over_packets (const struct prediction_input *in, packet_quantity *of,
                   const char **why)
{
  if (!packets_known (in, why))
    return NAN;
  return sum_over_packets (in, of) / sum_over_packets (in, one);
}

/* A mean of ratios counts packets alone whose shortest path has a length. */
static double
mean_ratio (const struct prediction_input *in, packet_quantity *of,
            packet_quantity *shortest, const char **why)
{
  double sum = 0, weight = 0;

  if (!packets_known (in, why))
    return NAN;
  for (guint i = 0; i < in->packets->len; i++)
    {
      const struct prediction_packet *p
          = &g_array_index (in->packets, struct prediction_packet, i);

      if (shortest (p) == 0)
        continue;
      sum += p->weight * of (p);
      weight += p->weight;
    }
  return weight > 0 ? sum / weight
                    : prediction_refuse (why, "shortest paths have no length");
}

static double
ratio_of_sums (const struct prediction_input *in, packet_quantity *of,
               packet_quantity *over, const char **why)
{
  double whole;

  if (!packets_known (in, why))
    return NAN;
  whole = sum_over_packets (in, over);
  return whole > 0 ? sum_over_packets (in, of) / whole
                   : prediction_refuse (why, "shortest paths have no length");
}

double
prediction_tunnel_share (const struct prediction_input *in, const char **why)
{
  return mean_over_packets (in, tunnelled, why);
}

double
prediction_tunnel_length (const struct prediction_input *in, const char **why)
{
  return TUNNEL_HEADER * mean_over_packets (in, tunnel_hops, why);
}

double
prediction_stretch_hops (const struct prediction_input *in, const char **why)
{
  return mean_ratio (in, hop_ratio, shortest_hops, why);
}

double
prediction_stretch_hops_sum (const struct prediction_input *in,
                             const char **why)
{
  return ratio_of_sums (in, hops, shortest_hops, why);
}

double
prediction_stretch_delay (const struct prediction_input *in, const char **why)
{
  return mean_ratio (in, delay_ratio, shortest_delay, why);
}

double
prediction_stretch_delay_sum (const struct prediction_input *in,
                              const char **why)
{
  return ratio_of_sums (in, delay, shortest_delay, why);
}

double
prediction_detour_hops (const struct prediction_input *in, const char **why)
{
  return mean_over_packets (in, hop_detour, why);
}

double
prediction_detour_delay (const struct prediction_input *in, const char **why)
{
  return mean_over_packets (in, delay_detour, why);
}

double
prediction_delay (const struct prediction_input *in, const char **why)
{
  return mean_over_packets (in, delay, why) + in->radio;
}

/* ---- by the mobility ratio alone ------------------------------------------
 */

static bool
walks_onward (const struct prediction_input *in, const char **why)
{
  if (!prediction_is_dmm (in))
    *why = "for distributed anchors";
  else if (!in->sessions)
    *why = "flows do not arrive at random with an exponential duration";
  else if (in->walk != PREDICTION_WALK_ONWARD)
    *why = "nodes do not go straight on, or it is not known";
  else if (in->release == PREDICTION_RELEASE_LIFETIME)
    *why = "prefixes can end before their flows";
  else if (in->stays != PREDICTION_STAYS_EXPONENTIAL
           && in->stays != PREDICTION_STAYS_CONSTANT)
    *why = "residence is neither exponential nor constant";
  else if (prediction_comes_round (in))
    *why = "flows live until their node has been at all routers";
  else
    return true;
  return false;
}

double
prediction_tunnel_share_onward (const struct prediction_input *in,
                                const char **why)
{
  double r = in->lifetime / in->stay;

  if (!walks_onward (in, why))
    return NAN;
  return in->stays == PREDICTION_STAYS_EXPONENTIAL ? r / (1 + r)
                                                   : r * -expm1 (-1 / r);
}

double
prediction_tunnel_length_onward (const struct prediction_input *in,
                                 const char **why)
{
  if (!walks_onward (in, why))
    return NAN;
  if (isnan (in->step_links))
    return prediction_refuse (why, "steps do not lead equally many links away");
  return TUNNEL_HEADER * in->step_links * in->lifetime / in->stay;
}

/* ---- several paths --------------------------------------------------------
 */

static bool
two_paths (const struct prediction_input *in, const char **why)
{
  if (isnan (in->slow))
    *why = "no two paths of known delay between gateway and anchor";
  else if (in->failing)
    *why = "links fail or change";
  else if (!in->constant)
    *why = "packets do not come at a constant interval";
  else
    return true;
  return false;
}

double
prediction_reordering (const struct prediction_input *in, const char **why)
{
  double late = in->slow - in->fast;

  if (!two_paths (in, why))
    return NAN;
  if (in->by_turns)
    return late > in->interval ? 0.5 : 0;
  if (in->at_random)
    return in->slow_share
           * (1 - pow (in->slow_share, ceil (late / in->interval) - 1));
  return 0;
}

double
prediction_inorder (const struct prediction_input *in, const char **why)
{
  if (!two_paths (in, why))
    return NAN;
  if (in->by_turns)
    return (in->slow + fmax (in->fast, in->slow - in->interval)) / 2;
  return prediction_refuse (why, "packets do not take turns on the paths");
}
