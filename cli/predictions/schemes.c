/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which scheme's closed forms an architecture has, and what they ask of its
 * configuration.  What has no law, or one that nobody has written down, stays
 * PREDICTION_OTHER. */
#include <string.h>

#include "cli/predictions/input.h"
#include "models/dmm/dmm.h"
#include "models/hierarchical/sgw.h"
#include "models/hmipv6/map.h"
#include "models/host/dmm_host.h"
#include "models/nemo/nemo.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/pmipv6.h"

static void
read_dmm (const struct dmm_config *dmm, struct prediction_input *in)
{
  static const enum prediction_scheme schemes[]
      = { [DMM_RELAY] = PREDICTION_RELAY,
          [DMM_LOCATOR] = PREDICTION_LOCATOR,
          [DMM_PROXY] = PREDICTION_PROXY };
  static const enum prediction_release releases[]
      = { [DMM_RELEASE_FLOW] = PREDICTION_RELEASE_FLOW,
          [DMM_RELEASE_LIFETIME] = PREDICTION_RELEASE_LIFETIME,
          [DMM_RELEASE_REGISTERED] = PREDICTION_RELEASE_REGISTERED };

  in->room = (double)dmm->capacity.bindings;
  in->table_is_cmd = true;
  if (dmm->capacity.bindings != 0 || dmm->capacity.per_node != 0
      || dmm->capacity.prefixes != 0)
    return;
  in->scheme = schemes[dmm->mode];
  if (dmm->mode == DMM_RELAY && !dmm->aggregate)
    in->scheme = PREDICTION_RELAY_SEPARATE;
  in->release = releases[dmm->release];
  in->prefix_lifetime = sim_time_to_seconds (dmm->prefix_lifetime);
  in->paced = dmm->paced;
  in->relayed_once
      = !dmm->retransmit_updates && dmm->aggregation_timeout == SIM_TIME_MAX;
}

/* Time of a host until it can register from a new link. */
static void
read_addressing (const struct configuration_config *configuration,
                 struct prediction_input *in)
{
  in->addressing = law_mean (&configuration->ra_delay) + in->radio;
  if (configuration->addressing == ADDRESSING_DAD)
    in->addressing += law_mean (&configuration->dad_delay)
                      + sim_time_to_seconds (DAD_TIME);
}

/* Without a home link, so that nodes are always away, and by the home agent:
 * how much of a flow goes straight depends on when its binding stood. */
static void
read_mipv6 (const struct prediction_case *of, const struct mipv6_config *mipv6,
            enum prediction_scheme scheme)
{
  struct prediction_input *in = of->input;

  if (domain_router_at (of->domain, of->domain->anchor)
      || mipv6->ha.capacity != 0 || mipv6->route_optimization)
    return;
  in->scheme = scheme;
  read_addressing (&mipv6->configuration, in);
  in->processing_serving = 0;
}

/* One level of mobile routers, by home agents that know them. */
static void
read_nemo (const struct prediction_case *of)
{
  const struct nemo_config *nemo = of->scenario->architecture.config;
  const struct mobile_nodes_config *entries = of->scenario->mobile_nodes.items;

  for (size_t i = 0; i < of->scenario->mobile_nodes.n; i++)
    if (!((const struct motion_model *)entries[i].motion.chosen->implementation)
             ->law)
      return;
  if (nemo->homes.n == 0 && nemo->supporting == 1)
    read_mipv6 (of, &nemo->mipv6, PREDICTION_MIPV6);
}

/* Routers advertise their nearest MAP alone, which takes RCoAs at once. */
static void
read_hmipv6 (const struct prediction_case *of)
{
  const struct hmipv6_config *hmipv6 = of->scenario->architecture.config;
  const struct map_config *maps = hmipv6->maps.items;

  if (hmipv6->advertised != 1 || hmipv6->map_dad || hmipv6->map_capacity != 0
      || !hmipv6->neighbours || hmipv6->failures.n > 0)
    return;
  for (size_t i = 0; i < hmipv6->maps.n; i++)
    if (maps[i].preference == 0)
      return;
  of->input->forwards = hmipv6->forwarding > 0;
  read_mipv6 (of, &hmipv6->mipv6, PREDICTION_HMIPV6);
}

static void
read_host (const struct dmm_host_config *host, struct prediction_input *in)
{
  if (host->ha.capacity != 0 || host->ha.dad
      || host->release == DMM_RELEASE_LIFETIME)
    return;
  in->scheme = PREDICTION_HOST;
  in->release = host->release == DMM_RELEASE_FLOW
                    ? PREDICTION_RELEASE_FLOW
                    : PREDICTION_RELEASE_REGISTERED;
  read_addressing (&host->configuration, in);
}

/* Without what bridges a handover or takes another way. */
static void
read_pmipv6 (const struct scenario *s, struct prediction_input *in)
{
  const struct pmipv6_config *pmipv6 = s->architecture.config;

  in->room = (double)pmipv6->capacity;
  if (pmipv6->capacity != 0 || pmipv6->capacity_per_node != 0
      || fast_is_on (&pmipv6->fast_handover)
      || pmipv6->buffering != BUFFERING_NONE || pmipv6->bicasting > 0
      || pmipv6->localized.enabled || pmipv6->assignment.lmas.n > 0)
    return;
  in->scheme = PREDICTION_PMIPV6;
  in->deregisters = pmipv6->deregister && s->domain.access.detach_notice;
}

/* All flows by the P-GW; S-GWs learn that nodes have left from it alone. */
static void
read_hierarchical (const struct scenario *s, struct prediction_input *in)
{
  const struct hierarchical_config *config = s->architecture.config;

  if (config->pmipv6.capacity != 0 || config->breakout != BREAKOUT_OFF
      || !config->revocation || s->domain.access.detach_notice)
    return;
  in->scheme = PREDICTION_HIERARCHICAL;
  in->revokes = true;
}

void
read_scheme (const struct prediction_case *of)
{
  const struct scenario *s = of->scenario;
  const char *name = s->architecture.chosen->name;

  if (strcmp (name, "ipv6") == 0)
    of->input->scheme = PREDICTION_PLAIN;
  else if (strcmp (name, "mipv6") == 0)
    read_mipv6 (of, s->architecture.config, PREDICTION_MIPV6);
  else if (strcmp (name, "nemo") == 0)
    read_nemo (of);
  else if (strcmp (name, "hmipv6") == 0)
    read_hmipv6 (of);
  else if (strcmp (name, "dmm-host") == 0)
    read_host (s->architecture.config, of->input);
  else if (strcmp (name, "dmm") == 0)
    read_dmm (s->architecture.config, of->input);
  else if (strcmp (name, "pmipv6") == 0)
    read_pmipv6 (s, of->input);
  else if (strcmp (name, "hierarchical") == 0)
    read_hierarchical (s, of->input);
}

/* ---- two levels of anchors -------------------------------------------------
 */

/* Node of the S-GW or MAP of an access router. */
static const struct node *
middle_of (const struct prediction_case *of, uint32_t router)
{
  const void *state = of->domain->architecture_state;
  const struct access_router *at
      = g_ptr_array_index (of->domain->routers, router);

  if (of->input->scheme == PREDICTION_HIERARCHICAL)
    {
      const struct hierarchical *hierarchical = state;
      const struct sgw *sgw = g_ptr_array_index (hierarchical->sgw_of, router);

      return sgw->entity.node;
    }
  return map_find (state, &at->maps[0].address)->node;
}

struct prediction_levels
levels_between (const struct prediction_case *of, uint32_t from, uint32_t to)
{
  const struct node *serving = router_node (of, to), *left, *middle;

  if (of->input->scheme != PREDICTION_HIERARCHICAL
      && of->input->scheme != PREDICTION_HMIPV6)
    return (struct prediction_levels){ .outer = false };
  left = middle_of (of, from);
  middle = middle_of (of, to);
  return (struct prediction_levels){
    .outer = left != middle,
    .m = path_seconds (of, serving, middle),
    .left = path_seconds (of, serving, left),
    .h = path_seconds (of, middle, of->domain->anchor),
  };
}
