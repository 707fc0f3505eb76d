/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What LRI and LRA carry, and what of localized routing both ends share. */
#include "models/pmipv6/localized.h"
#include "sim/prefix_table.h"

/* ---- tuples -------------------------------------------------------- */

void
localized_party_clear (struct localized_party *party)
{
  g_clear_pointer (&party->prefixes, g_free);
}

void
localized_add_party (struct mh_message *message,
                     const struct localized_party *party)
{
  mh_add_mn_identifier (message, party->mn->identifier);
  for (uint32_t i = 0; i < party->n_prefixes; i++)
    mh_add_prefix (message, OPTION_HOME_NETWORK_PREFIX, &party->prefixes[i]);
}

/* The tuple whose MN-ID is option @at; the option behind it. */
static unsigned
read_party (struct mobility_entity *entity, const struct mh_message *message,
            unsigned at, struct localized_party *party)
{
  GArray *prefixes = g_array_new (FALSE, FALSE, sizeof (struct prefix));
  const struct mh_option *o = &message->options[at];

  party->mn = mobility_find_named (entity, o);
  for (at++, o++;
       at < message->n_options && o->type == OPTION_HOME_NETWORK_PREFIX;
       at++, o++)
    {
      struct prefix prefix = mobility_prefix (entity, o);

      g_array_append_val (prefixes, prefix);
    }
  party->n_prefixes = prefixes->len;
  party->prefixes = (struct prefix *)(void *)g_array_free (prefixes, FALSE);
  return at;
}

bool
localized_read (struct mobility_entity *entity,
                const struct mh_message *message,
                struct localized_party party[2])
{
  unsigned found = 0, at = 0;

  while (at < message->n_options && found < 2)
    if (message->options[at].type == OPTION_MN_IDENTIFIER)
      at = read_party (entity, message, at, &party[found++]);
    else
      at++;
  if (found == 2 && party[0].n_prefixes > 0 && party[1].n_prefixes > 0)
    return true;
  while (found > 0)
    localized_party_clear (&party[--found]);
  return false;
}

uint16_t
localized_lifetime_units (sim_time lifetime)
{
  if (lifetime == SIM_TIME_MAX)
    return LOCALIZED_FOREVER;
  return (uint16_t)CLAMP (lifetime / SIM_SECOND, 1, LOCALIZED_FOREVER - 1);
}

/* ---- LRA, 10.2 ------------------------------------------------------ */

void
localized_answer (struct mobility_entity *entity, const struct mh_message *lri,
                  const struct packet *packet,
                  const struct localized_party party[2],
                  enum localized_status status)
{
  const struct mh_option *gateway = mh_find (lri, OPTION_MAG_IPV6_ADDRESS, 0);
  struct address initiator = packet_source (packet);
  bool success = status == LOCALIZED_SUCCESS;
  struct mh_message lra;

  mh_init (&lra, MH_LRA);
  lra.localized.sequence = lri->localized.sequence;
  lra.localized.status = (uint8_t)status;
  if (success)
    lra.localized.lifetime = lri->localized.lifetime;
  for (unsigned i = 0; i < 2; i++)
    if (party[i].mn)
      localized_add_party (&lra, &party[i]);
  if (gateway && success)
    mh_add_prefix (&lra, OPTION_MAG_IPV6_ADDRESS,
                   &(struct prefix){ gateway->prefix.address, 128 });
  mobility_send (entity, &initiator, &lra,
                 success ? (enum signaling_class)packet->meter.signaling
                         : SIGNALING_ERROR,
                 packet->meter.transaction);
}

/* ---- life ---------------------------------------------------------- */

struct localized *
localized_new (struct pmipv6 *pmipv6)
{
  struct localized *localized = g_new0 (struct localized, 1);
  struct engine *engine = pmipv6->domain->sim->engine;

  localized->config = &pmipv6->config->localized;
  localized->retransmit.initial = localized->config->lra_wait_time;
  localized->retransmit.max = localized->config->lra_wait_time;
  localized->retransmit.limit = localized->config->lri_retries;
  localized_session_kinds (localized, engine);
  localized_mag_kinds (localized, engine);
  return localized;
}

void
localized_free (struct localized *localized)
{
  g_free (localized);
}

static bool
is_denied (const struct localized_config *config, const struct node *node)
{
  char *const *names = config->denied.items;

  for (size_t i = 0; i < config->denied.n; i++)
    if (g_str_equal (names[i], node->name))
      return true;
  return false;
}

struct localized_agent *
localized_agent_new (struct localized *localized,
                     struct mobility_entity *entity)
{
  struct localized_agent *agent = g_new0 (struct localized_agent, 1);

  agent->localized = localized;
  agent->entity = entity;
  agent->denied = is_denied (localized->config, entity->node);
  agent->sessions = g_ptr_array_new ();
  agent->lres = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL,
                                       localized_lre_free);
  entity->recognises |= MOBILITY_TYPE (MH_LRI) | MOBILITY_TYPE (MH_LRA);
  return agent;
}

void
localized_agent_free (struct localized_agent *agent)
{
  if (!agent)
    return;
  while (agent->sessions->len > 0)
    localized_session_free (g_ptr_array_index (agent->sessions, 0));
  g_ptr_array_unref (agent->sessions);
  g_hash_table_unref (agent->lres);
  if (agent->attached)
    prefix_table_free (agent->attached, NULL);
  g_free (agent);
}
