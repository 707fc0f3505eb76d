/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a Mobile IPv6 node a mobile router (RFC 3963 5). */
#include "models/codec/mh.h"
#include "models/nemo/nemo.h"

#define X(name, text) [NEMO_##name] = text,
static const char *const mode_names[] = { NEMO_MODES (X) };
#undef X

const char *
nemo_mode_name (enum nemo_mode mode)
{
  return mode_names[mode];
}

typedef void refusal_action (struct nemo_network *network);

/* ---- Binding Updates, 5.2, 5.8 ------------------------------------- */

static void
router_compose (const struct mipv6_mn *node, struct mh_message *bu)
{
  const struct nemo_network *network = node->extension;

  bu->bu.flags |= BU_R;
  if (network->mode != NEMO_EXPLICIT || bu->bu.lifetime == 0)
    return;
  for (unsigned i = 0; i < network->n; i++)
    mh_add_prefix (bu, OPTION_MOBILE_NETWORK_PREFIX, &network->prefixes[i]);
}

/* ---- answers, 5.3 -------------------------------------------------- */

static void
router_entered (struct mipv6_mn *node, enum registration_state next)
{
  nemo_network_route (node->extension, next);
}

/* Without R the home agent does not support mobile routers: de-registration
 * from it, then another one. */
static bool
router_serves (struct mipv6_mn *node, const struct mh_message *ba)
{
  struct nemo_network *network = node->extension;

  if (ba->ba.flags & BA_R)
    return true;
  network->unserved = true;
  registration_release (&node->home);
  return false;
}

static void
router_bound (struct mipv6_mn *node)
{
  nemo_network_open (node->extension);
}

/* ---- errors, 5.4 --------------------------------------------------- */

/* No update with R for this home address any more. */
static void
stop (struct nemo_network *network)
{
  struct home_registration *r = &network->node->home;

  network->mode = NEMO_NONE;
  r->denied = true;
  registration_mark_failed (r);
}

/* 5.4.2: the prefixes are advertised no longer. */
static void
withdraw (struct nemo_network *network)
{
  network->advertised = false;
  stop (network);
}

/* The other mode, if that is configured, once. */
static bool
change_mode (struct nemo_network *network, enum nemo_mode mode)
{
  struct home_registration *r = &network->node->home;
  struct address care_of = r->care_of;

  if (!network->nemo->config->other_mode || network->changed_mode)
    return false;
  network->changed_mode = true;
  network->mode = mode;
  registration_bind (r, &care_of);
  return true;
}

static void
become_implicit (struct nemo_network *network)
{
  if (!change_mode (network, NEMO_IMPLICIT))
    withdraw (network);
}

static void
become_explicit (struct nemo_network *network)
{
  if (!change_mode (network, NEMO_EXPLICIT))
    stop (network);
}

/* By mode and status; where the status is not for that mode: a fatal error. */
static refusal_action
    *const refusal_actions[NEMO_MODES_N][STATUS_FORWARDING_FAILED + 1]
    = { [NEMO_EXPLICIT]
        = { [STATUS_ROUTER_NOT_PERMITTED] = stop,
            [STATUS_INVALID_PREFIX] = become_implicit,
            [STATUS_NOT_AUTHORIZED_FOR_PREFIX] = become_implicit,
            [STATUS_FORWARDING_FAILED] = stop },
        [NEMO_IMPLICIT] = { [STATUS_ROUTER_NOT_PERMITTED] = stop,
                            [STATUS_INVALID_PREFIX] = stop,
                            [STATUS_NOT_AUTHORIZED_FOR_PREFIX] = stop,
                            [STATUS_FORWARDING_FAILED] = become_explicit } };

/* All home agents of the list have refused. */
static void
router_failed (struct mipv6_mn *node, const struct mh_message *ba)
{
  struct nemo_network *network = node->extension;
  refusal_action *action = NULL;

  if (ba && ba->ba.status <= STATUS_FORWARDING_FAILED)
    action = refusal_actions[network->mode][ba->ba.status];
  if (action)
    action (network);
}

/* At home, or off a home agent that did not support it. */
static void
router_settled (struct mipv6_mn *node)
{
  struct nemo_network *network = node->extension;
  bool unserved = network->unserved;

  network->unserved = false;
  if (registration_is_home (node->home.state))
    nemo_network_open (network);
  else if (unserved && !registration_try_next (&node->home))
    stop (network);
}

static struct home_link *
router_home_link (struct mipv6 *mipv6, const struct mobile_node *mn)
{
  const struct nemo *nemo = (struct nemo *)mipv6;
  const struct nemo_home_config *configs = nemo->config->homes.items;

  for (size_t i = 0; i < nemo->config->homes.n; i++)
    if (mobile_node_is_of (mn, configs[i].nodes))
      return nemo->homes[i];
  return &mipv6->home;
}

const struct mn_care_of_ops nemo_router_ops = { .init = nemo_network_init,
                                                .free = nemo_network_free,
                                                .home_link = router_home_link,
                                                .compose = router_compose,
                                                .entered = router_entered,
                                                .serves = router_serves,
                                                .bound = router_bound,
                                                .settled = router_settled,
                                                .failed = router_failed,
                                                .hides_home = true };
