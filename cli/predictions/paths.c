/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two paths of a multihomed gateway whose nodes are at rest. */
#include <math.h>
#include <string.h>

#include "cli/predictions/input.h"
#include "models/multihomed/multihomed.h"

/* Anchor to gateway by @path, s; NAN where it moves or is not there. */
static double
path_delay (const struct prediction_case *of, const struct path_config *path,
            const struct node *gateway)
{
  struct network *network = of->simulation->sim->network;
  const struct node *via = network_find_node (network, path->via);
  struct channel_config ab, ba;
  struct link *link;
  bool via_first;

  if (path->stations.n > 0)
    return NAN;
  link = network_find_link (network, via, gateway, &via_first);
  if (!link)
    return NAN;
  link_read (link, &ab, &ba);
  return path_seconds (of, of->domain->anchor, via)
         + sim_time_to_seconds (via_first ? ab.delay : ba.delay);
}

static void
read_distribution (const struct multihomed_config *config,
                   struct prediction_input *in)
{
  const struct path_config *paths = config->paths.items;
  bool per_packet = config->distribution.scheme == SCHEME_PER_PACKET;
  bool even = paths[0].weight == paths[1].weight;

  in->by_turns = per_packet && even
                 && config->distribution.schedule == SCHEDULE_ROUND_ROBIN;
  in->at_random
      = per_packet && config->distribution.schedule == SCHEDULE_RANDOM;
  if (per_packet && !in->by_turns && !in->at_random)
    in->slow = NAN;
}

/* One correspondent, one gateway where all nodes rest. */
static bool
is_simple (const struct prediction_case *of)
{
  return of->domain->routers->len == 1 && of->domain->correspondents->len == 1
         && of->input->stays == PREDICTION_STAYS_STATED
         && of->input->handovers->len == 0;
}

void
predict_paths (struct prediction_case *of)
{
  const struct variant_value *architecture = &of->scenario->architecture;
  const struct multihomed_config *config = architecture->config;
  const struct path_config *paths;
  struct prediction_input *in = of->input;
  double rest, first, second;

  if (strcmp (architecture->chosen->name, "pmipv6-multihomed") != 0
      || config->paths.n != 2 || !is_simple (of))
    return;
  paths = config->paths.items;
  first = path_delay (of, &paths[0], router_node (of, 0));
  second = path_delay (of, &paths[1], router_node (of, 0));
  rest = path_seconds (of, of->domain->correspondents->pdata[0],
                       of->domain->anchor)
         + in->radio;
  in->slow = rest + fmax (first, second);
  in->fast = rest + fmin (first, second);
  in->slow_share = (double)paths[first < second].weight
                   / (double)(paths[0].weight + paths[1].weight);
  read_distribution (config, in);
}
