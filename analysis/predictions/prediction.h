/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closed forms: what theory says of a scenario's metrics before any run.
 *
 * A law is a pure function of struct prediction_input and a row of
 * prediction_laws; adding one is adding both.  A law whose assumptions do not
 * hold gives no value and says which does not.  Sections are those of
 * doc/closed-forms.md.
 *
 * Delays are one way along shortest paths, in seconds.  The input knows nothing
 * of scenarios: cli/predictions/predictions.h fills it from one. */
#ifndef DMMSIM_ANALYSIS_PREDICTIONS_PREDICTION_H
#define DMMSIM_ANALYSIS_PREDICTIONS_PREDICTION_H

#include <glib.h>
#include <stdbool.h>

/* Who talks to whom at a handover. */
enum prediction_scheme
{
  PREDICTION_OTHER, /* none that has laws here */
  PREDICTION_PLAIN, /* no mobility support */
  PREDICTION_PMIPV6,
  PREDICTION_MIPV6,          /* hosts that are never at home */
  PREDICTION_HOST,           /* hosts register with anchors they left */
  PREDICTION_HIERARCHICAL,   /* PMIPv6 by way of S-GWs */
  PREDICTION_HMIPV6,         /* the same by way of MAPs */
  PREDICTION_RELAY,          /* one PBA for all previous MAARs */
  PREDICTION_RELAY_SEPARATE, /* one for each */
  PREDICTION_LOCATOR,
  PREDICTION_PROXY
};

/* How long a node stays at a router. */
enum prediction_stays
{
  PREDICTION_STAYS_UNKNOWN,
  PREDICTION_STAYS_STATED, /* visits are listed: see handovers, flows, packets
                            */
  PREDICTION_STAYS_CONSTANT,
  PREDICTION_STAYS_EXPONENTIAL
};

/* When a previous anchor gives its prefix up. */
enum prediction_release
{
  PREDICTION_RELEASE_FLOW, /* with the last live flow on it */
  PREDICTION_RELEASE_LIFETIME,
  PREDICTION_RELEASE_REGISTERED
};

/* Where a node goes from a router. */
enum prediction_walk
{
  PREDICTION_WALK_UNKNOWN,
  PREDICTION_WALK_ONWARD, /* always to one it has not visited */
  PREDICTION_WALK_JUMPS,  /* to any other with equal probability */
  PREDICTION_WALK_RETURNS /* otherwise; comes back */
};

/* A handover between two levels of anchors: S-GW below the P-GW, MAP below the
 * home agent. */
struct prediction_levels
{
  bool outer;  /* the S-GW or MAP is another one than before */
  double m;    /* new router - its S-GW or MAP */
  double left; /* new router - the MAP left */
  double h;    /* S-GW - P-GW, MAP - home agent */
};

/* A handover that is certain to take place, or one kind of handover. */
struct prediction_handover
{
  double weight;  /* how often */
  double a;       /* new router - LMA or CMD */
  double k;       /* previous anchors updated; NAN: not known one by one */
  double b_max;   /* CMD - farthest of them */
  double bc_max;  /* CMD - one of them - new router, longest */
  double arrives; /* probability that all messages of a round do: those of the
                     registration, and where they are relayed once of all
                     updates */
  struct prediction_levels levels;
};

/* A flow that is alive at a handover, or one kind of such flows. */
struct prediction_flow
{
  double weight;
  double a;             /* new router - LMA or CMD */
  double b, c;          /* CMD - anchor, anchor - new router */
  double b_max;         /* of struct prediction_handover, NAN: not known */
  double before, after; /* where data are redirected (LMA, anchor) - old, new
                           router */
  bool home;            /* the new router anchors it */
  struct prediction_levels levels;
};

/* A data packet, or one kind, outside of handovers: wired links alone. */
struct prediction_packet
{
  double weight;
  double hops, shortest_hops, tunnel_hops;
  double delay, shortest_delay;
};

/* What a law may ask.  NAN where the scenario has no such thing, or not one for
 * all.  Arrays are the input's: prediction_input_clear(). */
struct prediction_input
{
  enum prediction_scheme scheme;
  bool deregisters;  /* pmipv6: the old MAG sends a PBU, too */
  double radio;      /* w */
  double addressing; /* of hosts that register: trigger until the BU leaves */
  bool forwards;     /* hmipv6: the MAP left does */
  bool revokes;      /* hierarchical: the P-GW tells the S-GW left */
  double processing_serving, processing_central, processing_previous;
  double trigger;       /* T: t_trigger - t_dead, mean */
  bool lossy;           /* a link or radio loses packets at random */
  bool lossy_otherwise; /* on the radio, in bursts, or by damage */
  bool limited;         /* a link or radio has a rate, a queue, or jitter */
  bool failing;         /* links fail or change */
  double outage;     /* F: LMA, HA or CMD is out of service, once, and nothing
                        else fails; else NAN */
  bool paced;        /* PBUs from the CMD */
  bool relayed_once; /* relay: it repeats none, and waits for all answers */
  bool queues;       /* messages wait for their entities */
  bool guarded;      /* protection takes time, or refuses messages */
  bool bounded;      /* not all of them, or those to be sent, too */
  double first_timeout, longest_timeout, copies; /* of a registration, s; the
                                                    most copies of its PBU */

  double nodes;    /* N, mobile nodes; NAN: they leave */
  double warmup;   /* s */
  double measured; /* s, from then to the end */

  enum prediction_stays stays;
  enum prediction_walk walk;
  double stay;    /* 1/mu, mean residence */
  double changes; /* handovers per node, where it is certain; else NAN */
  double routers; /* M */
  enum prediction_release release;
  double prefix_lifetime; /* V */
  double refresh;         /* T_ref, between refreshes of a binding */

  double gap;     /* 1/alpha, mean: nodes come at random for ever */
  double binding; /* L: lifetime of the one binding each of them leaves */
  double room;    /* C, of the table; 0: no bound */
  bool table_is_cmd;

  bool sessions;   /* flows arrive at random, exponential life */
  double arrivals; /* lambda, per node and second */
  double lifetime; /* 1/delta, mean duration of a flow */
  double interval; /* between packets of a flow, mean */
  bool constant;   /* that interval, always */
  bool uplink;     /* some flows go that way, too */

  GArray *handovers; /* struct prediction_handover; without any: unknown */
  GArray *flows;     /* struct prediction_flow */
  GArray *packets;   /* struct prediction_packet */
  double step_links; /* g, links that each step leads farther away */

  bool forged;    /* registrations, by who is not refused at its own link */
  bool protected; /* signalling is */

  double slow, fast;        /* delays of two paths of a multihomed router */
  double slow_share;        /* x: of the packets, on the slow path */
  bool by_turns, at_random; /* how packets are spread over them */
};

/* Has the scheme laws of each handover's delay and messages alone, so that
 * handovers have to be stated? */
static inline bool
prediction_is_partial (const struct prediction_input *in)
{
  return in->scheme == PREDICTION_HOST || in->scheme == PREDICTION_HIERARCHICAL
         || in->scheme == PREDICTION_HMIPV6;
}

/* How many multiples of @period, from 1 on, are in the time measured. */
double prediction_multiples (const struct prediction_input *input,
                             double period);
/* @input: all absent. */
void prediction_input_init (struct prediction_input *input);
void prediction_input_clear (struct prediction_input *input);

/* The value; NAN with @why (static text) where the law does not apply. */
typedef double prediction_function (const struct prediction_input *input,
                                    const char **why);

struct prediction_law
{
  const char *name;
  const char *section; /* of doc/closed-forms.md */
  const char *metric;  /* whose mean it predicts */
  const char *formula;
  const char *assumes; /* beside what the function refuses */
  prediction_function *value;
};
extern const struct prediction_law prediction_laws[]; /* ended by no name */

struct prediction
{
  const struct prediction_law *law;
  double value;    /* NAN where the law does not apply: */
  const char *why; /* then, why; static text */
};

/* What each law says, in order of the table: struct prediction.
 * (transfer full) */
GArray *predictions_new (const struct prediction_input *input);
/* The value of the first law of @metric that applies, NAN without one. */
double predictions_find (const GArray *predictions, const char *metric);

#endif
