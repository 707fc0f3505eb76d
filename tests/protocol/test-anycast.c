/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Home agents among themselves (models/anycast): synchronised bindings, change
 * of the primary one, questions and notices with central location; messages
 * lost, repeated, late, refused.  The star of world.h, home agents at the
 * anchor, at router 0 and at the far router. */
#include "models/anycast/agent.h"
#include "tests/protocol/world.h"

#define AGENTS 3
#define FAR_AGENT 2
#define SETTLE (SIM_SECOND / 2)

struct scene
{
  struct world *w;
  struct anycast_config config;
  char *names[AGENTS];
  struct mobile_node *mn;
  unsigned at_cn;
};

/* ---- scene --------------------------------------------------------- */

static void
take_at_cn (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

static struct scene *
scene_prepare (void)
{
  struct scene *s = g_new0 (struct scene, 1);
  struct domain_config config = world_config ();

  s->w = world_new (&config);
  g_ptr_array_add (s->w->domain->correspondents, s->w->cn);
  node_set_handler (s->w->cn, NEXT_UDP, take_at_cn, &s->at_cn);
  s->names[0] = s->w->anchor->name;
  s->names[1] = world_router (s->w, 0)->node->name;
  s->names[FAR_AGENT] = world_router (s->w, WORLD_FAR)->node->name;
  s->config.home_agents = (struct parameter_list){ AGENTS, s->names };
  s->config.migrate = true;
  s->config.notify = true;
  s->config.cache_lifetime = 60 * SIM_SECOND;
  return s;
}

static void
scene_start (struct scene *s)
{
  domain_build (s->w->domain, &architecture_anycast, &s->config);
  s->mn = world_add_node (s->w, "mn", 1);
}

static struct scene *
scene_new (int location)
{
  struct scene *s = scene_prepare ();

  s->config.location = location;
  scene_start (s);
  return s;
}

static void
scene_free (struct scene *s)
{
  world_free (s->w);
  g_free (s);
}

static struct agent *
agent_at (const struct scene *s, unsigned i)
{
  const struct anycast *anycast = s->w->domain->architecture_state;

  return g_ptr_array_index (anycast->agents, i);
}

static struct agent_binding *
binding_at (const struct scene *s, unsigned i)
{
  return agent_binding_get (agent_at (s, i), s->mn);
}

static void
run_for (struct scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

static void
attach (struct scene *s, unsigned router)
{
  access_enter (s->mn, world_router (s->w, router));
  run_for (s, SETTLE);
}

static void
move (struct scene *s, unsigned router)
{
  access_move (s->mn, world_router (s->w, router));
  run_for (s, SETTLE);
}

static struct address
home_address (const struct scene *s)
{
  return home_link_address (agent_at (s, 0)->ha->link, s->mn);
}

static unsigned
data_down (struct scene *s)
{
  struct address home = home_address (s);
  unsigned before = s->w->received;

  world_send_data (s->w, s->w->cn, &s->w->cn->address, &home);
  run_for (s, SETTLE);
  return s->w->received - before;
}

static unsigned
data_up (struct scene *s)
{
  struct address home = home_address (s);
  unsigned before = s->at_cn;

  world_send_data (s->w, s->mn->node, &home, &s->w->cn->address);
  run_for (s, SETTLE);
  return s->at_cn - before;
}

static void
assert_states (const struct scene *s, enum binding_state anchor,
               enum binding_state first, enum binding_state far)
{
  const enum binding_state states[AGENTS] = { anchor, first, far };

  for (unsigned i = 0; i < AGENTS; i++)
    g_assert_cmpstr (agent_binding_state_name (binding_at (s, i)->state), ==,
                     agent_binding_state_name (states[i]));
}

/* ---- synchronised -------------------------------------------------- */

static void
test_nearest_is_primary (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);

  attach (s, 0);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_SECONDARY);
  g_assert_cmpuint (world_count (s->w, "BU"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, AGENTS - 1);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, AGENTS - 1);
  g_assert_cmpuint (data_down (s), ==, 1);
  g_assert_cmpuint (data_up (s), ==, 1);
  move (s, WORLD_FAR);
  assert_states (s, BINDING_SECONDARY, BINDING_SECONDARY, BINDING_PRIMARY);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2 * (AGENTS - 1));
  g_assert_cmpuint (data_down (s), ==, 1);
  g_assert_cmpuint (data_up (s), ==, 1);
  scene_free (s);
}

/* What a claim says: the node's number, care-of address, home address. */
static void
test_claim (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct address home;
  struct mh_message pbu;

  attach (s, 0);
  home = home_address (s);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpuint (pbu.bu.flags, ==, BU_A | BU_P);
  g_assert_cmpuint (pbu.bu.sequence, ==, binding_at (s, 1)->sequence);
  g_assert_true (
      address_equal (&mh_find (&pbu, OPTION_ALTERNATE_CARE_OF, 0)->address,
                     &binding_at (s, 1)->care_of));
  g_assert_cmpuint (
      mh_find (&pbu, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.length, ==, 128);
  g_assert_true (address_equal (
      &mh_find (&pbu, OPTION_HOME_NETWORK_PREFIX, 0)->prefix.address, &home));
  scene_free (s);
}

/* Each home agent holds it for the node's lifetime, refreshed, and no longer.
 */
static void
test_refresh_and_expiry (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);

  attach (s, 0);
  run_for (s, 100 * SIM_SECOND);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_SECONDARY);
  access_leave (s->mn);
  run_for (s, 100 * SIM_SECOND);
  assert_states (s, BINDING_UNKNOWN, BINDING_UNKNOWN, BINDING_UNKNOWN);
  g_assert_null (ha_find (agent_at (s, 0)->ha, s->mn));
  scene_free (s);
}

/* Lost on the way: sent again with the same number until it is acknowledged. */
static void
test_claim_lost (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct address far = agent_at (s, FAR_AGENT)->entity.address;
  struct mh_message pbu;

  world_block (s->w, &far);
  attach (s, 0);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_UNKNOWN);
  run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, AGENTS);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpuint (pbu.bu.sequence, ==, binding_at (s, 1)->sequence);
  world_unblock (s->w, &far);
  run_for (s, 3 * SIM_SECOND);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_SECONDARY);
  run_for (s, 20 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, AGENTS + 1);
  scene_free (s);
}

/* A second copy is acknowledged and changes nothing. */
static void
test_acknowledgement_lost (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct address first = agent_at (s, 1)->entity.address;
  unsigned switched;

  world_block (s->w, &first);
  attach (s, 0);
  switched = world_marks (s->w, TRACE_ANCHOR_SWITCHED);
  g_assert_cmpuint (switched, ==, AGENTS);
  world_unblock (s->w, &first);
  run_for (s, 2 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2 * (AGENTS - 1));
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, 2 * (AGENTS - 1));
  g_assert_cmpuint (world_marks (s->w, TRACE_ANCHOR_SWITCHED), ==, switched);
  scene_free (s);
}

/* Nobody waits for an answer, nor sends again. */
static void
test_unacknowledged (void)
{
  struct scene *s = scene_prepare ();
  struct address far;

  s->config.synchronisation = SYNCHRONISATION_UNACKNOWLEDGED;
  scene_start (s);
  far = agent_at (s, FAR_AGENT)->entity.address;
  world_block (s->w, &far);
  attach (s, 0);
  run_for (s, 10 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, AGENTS - 1);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, 0);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_UNKNOWN);
  world_unblock (s->w, &far);
  scene_free (s);
}

/* The former primary one is told by the new one, and does not go on with its
 * own claims. */
static void
test_claim_overtaken (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct address anchor = agent_at (s, 0)->entity.address;
  uint16_t sequence;

  world_block (s->w, &anchor);
  attach (s, 0);
  world_unblock (s->w, &anchor);
  move (s, WORLD_FAR);
  sequence = binding_at (s, FAR_AGENT)->sequence;
  run_for (s, 10 * SIM_SECOND);
  assert_states (s, BINDING_SECONDARY, BINDING_SECONDARY, BINDING_PRIMARY);
  g_assert_cmpuint (binding_at (s, 0)->sequence, ==, sequence);
  scene_free (s);
}

/* ---- refusals ------------------------------------------------------ */

/* A claim of the far agent's for the node, for tests to change. */
static void
claim_init (const struct scene *s, struct mh_message *pbu, uint16_t sequence)
{
  struct address home = home_address (s);
  struct prefix prefix = prefix_make (&home, 128);

  proxy_pbu_init (pbu, s->mn, 60 * SIM_SECOND, 0);
  pbu->bu.sequence = sequence;
  mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &prefix);
  proxy_pbu_add_access (pbu, s->mn, ATT_VIRTUAL, HI_BETWEEN_MAGS);
  mh_add_address (pbu, OPTION_ALTERNATE_CARE_OF, &home);
}

/* Sends it to the anchor's agent; status of the answer. */
static unsigned
claim_send (struct scene *s, struct mobility_entity *from,
            const struct mh_message *pbu)
{
  unsigned before = world_count (s->w, "PBA");
  struct mh_message pba;

  mobility_send (from, &agent_at (s, 0)->entity.address, pbu,
                 SIGNALING_HANDOVER, TRANSACTION_NONE);
  run_for (s, SETTLE);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, before + 1);
  world_last (s->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.flags & BA_P, ==, BA_P);
  return pba.ba.status;
}

static void
remove_option (struct mh_message *pbu, unsigned type)
{
  for (unsigned i = 0; i < pbu->n_options; i++)
    if (pbu->options[i].type == type)
      {
        memmove (&pbu->options[i], &pbu->options[i + 1],
                 (pbu->n_options - i - 1) * sizeof pbu->options[0]);
        pbu->n_options--;
        return;
      }
  g_assert_not_reached ();
}

static void
test_missing_options (void)
{
  static const struct
  {
    unsigned option;
    enum binding_status status;
  } cases[] = {
    { OPTION_MN_IDENTIFIER, STATUS_MISSING_MN_IDENTIFIER },
    { OPTION_HOME_NETWORK_PREFIX, STATUS_MISSING_HNP },
    { OPTION_HANDOFF_INDICATOR, STATUS_MISSING_HANDOFF_INDICATOR },
    { OPTION_ACCESS_TECHNOLOGY, STATUS_MISSING_ACCESS_TECHNOLOGY },
    { OPTION_ALTERNATE_CARE_OF, STATUS_INVALID_CARE_OF },
  };
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);

  attach (s, 0);
  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct mh_message pbu;

      claim_init (s, &pbu, (uint16_t)(binding_at (s, 0)->sequence + 1));
      remove_option (&pbu, cases[i].option);
      g_assert_cmpuint (claim_send (s, &agent_at (s, FAR_AGENT)->entity, &pbu),
                        ==, cases[i].status);
    }
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_SECONDARY);
  scene_free (s);
}

static void
say_nothing (struct mobility_entity *entity G_GNUC_UNUSED,
             const struct mh_message *message G_GNUC_UNUSED,
             const struct packet *packet G_GNUC_UNUSED)
{
}

static void
test_strangers_and_strange_nodes (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct agent *far = agent_at (s, FAR_AGENT);
  struct mobility_entity stranger = { .serves_hosts = false };
  struct mh_message pbu;
  struct prefix other;

  attach (s, 0);
  mobility_entity_init (&stranger, s->w->domain, world_router (s->w, 1)->node,
                        ROLE_MAG, say_nothing);
  claim_init (s, &pbu, 100);
  g_assert_cmpuint (claim_send (s, &stranger, &pbu), ==,
                    STATUS_MAG_NOT_AUTHORIZED);
  claim_init (s, &pbu, 100);
  remove_option (&pbu, OPTION_MN_IDENTIFIER);
  mh_add_mn_identifier (&pbu, "nobody@example.net");
  g_assert_cmpuint (claim_send (s, &far->entity, &pbu), ==,
                    STATUS_NOT_LMA_FOR_THIS_MN);
  claim_init (s, &pbu, 100);
  remove_option (&pbu, OPTION_HOME_NETWORK_PREFIX);
  other = prefix_make (&s->w->cn->address, 128);
  mh_add_prefix (&pbu, OPTION_HOME_NETWORK_PREFIX, &other);
  g_assert_cmpuint (claim_send (s, &far->entity, &pbu), ==,
                    STATUS_NOT_AUTHORIZED_FOR_HNP);
  s->mn->prefixes = 0;
  claim_init (s, &pbu, 100);
  g_assert_cmpuint (claim_send (s, &far->entity, &pbu), ==,
                    STATUS_PROXY_REG_NOT_ENABLED);
  scene_free (s);
}

/* The node's own numbers decide, modulo 2^16; of equals the earlier agent in
 * order keeps the node. */
static void
test_conflicts (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct mobility_entity *far;
  struct mh_message pbu, pba;
  uint16_t known;

  attach (s, 0);
  far = &agent_at (s, FAR_AGENT)->entity;
  known = binding_at (s, 0)->sequence;
  claim_init (s, &pbu, (uint16_t)(known - 1));
  g_assert_cmpuint (claim_send (s, far, &pbu), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  world_last (s->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.sequence, ==, known);
  claim_init (s, &pbu, known); /* the far one is the later in order */
  g_assert_cmpuint (claim_send (s, far, &pbu), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  g_assert_true (binding_at (s, 0)->primary == agent_at (s, 1));
  claim_init (s, &pbu, (uint16_t)(known + 1));
  g_assert_cmpuint (claim_send (s, far, &pbu), ==, STATUS_ACCEPTED);
  g_assert_true (binding_at (s, 0)->primary == agent_at (s, FAR_AGENT));
  claim_init (s, &pbu, (uint16_t)(known + 1)); /* now the earlier one */
  g_assert_cmpuint (claim_send (s, &agent_at (s, 1)->entity, &pbu), ==,
                    STATUS_ACCEPTED);
  g_assert_true (binding_at (s, 0)->primary == agent_at (s, 1));
  scene_free (s);
}

/* By the node, and by another home agent. */
static void
test_full (void)
{
  struct scene *s = scene_prepare ();
  const struct signal *ba;
  struct mh_message pbu;

  s->config.mipv6.ha.capacity = 1;
  scene_start (s);
  attach (s, 0);
  s->mn = world_add_node (s->w, "other", 1);
  attach (s, WORLD_FAR);
  ba = world_sent (s->w, "BA", world_count (s->w, "BA") - 1);
  g_assert_cmpint (ba->class, ==, SIGNALING_ERROR);
  g_assert_cmpuint (ba->octets[24 + 6], ==, STATUS_INSUFFICIENT_RESOURCES);
  claim_init (s, &pbu, 1);
  g_assert_cmpuint (claim_send (s, &agent_at (s, FAR_AGENT)->entity, &pbu), ==,
                    STATUS_INSUFFICIENT_RESOURCES);
  scene_free (s);
}

/* Lifetime 0: released everywhere, and late claims do not bring it back. */
static void
test_release (void)
{
  struct scene *s = scene_new (LOCATION_SYNCHRONISED);
  struct registration_news news = { .class = SIGNALING_DEREGISTRATION,
                                    .transaction = TRANSACTION_NONE,
                                    .ordered = true };
  struct agent_binding *binding;
  struct mh_message pbu;

  attach (s, 0);
  binding = binding_at (s, 1);
  news.primary = agent_at (s, 1);
  news.care_of = binding->care_of;
  news.sequence = (uint16_t)(binding->sequence + 1);
  agent_binding_handle (binding, BINDING_EVENT_RELEASED, &news);
  run_for (s, SETTLE);
  world_last (s->w, "PBU", &pbu);
  g_assert_cmpuint (pbu.bu.lifetime, ==, 0);
  assert_states (s, BINDING_UNKNOWN, BINDING_UNKNOWN, BINDING_UNKNOWN);
  claim_init (s, &pbu, (uint16_t)(news.sequence - 1));
  g_assert_cmpuint (claim_send (s, &agent_at (s, FAR_AGENT)->entity, &pbu), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  scene_free (s);
}

/* ---- the primary one stays ----------------------------------------- */

static struct scene *
scene_staying (void)
{
  struct scene *s = scene_prepare ();

  s->config.migrate = false;
  scene_start (s);
  attach (s, 0);
  return s;
}

static void
test_passes_on (void)
{
  struct scene *s = scene_staying ();

  move (s, WORLD_FAR);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_SECONDARY);
  g_assert_true (address_equal (&binding_at (s, 0)->care_of,
                                &binding_at (s, FAR_AGENT)->care_of));
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2 * (AGENTS - 1));
  g_assert_cmpuint (data_down (s), ==, 1);
  g_assert_cmpuint (data_up (s), ==, 1);
  scene_free (s);
}

/* It does not know the node any more (133), or does not answer: then who took
 * the update is primary. */
static void
test_takes_over (void)
{
  struct scene *s = scene_staying ();
  struct address first;

  agent_binding_handle (binding_at (s, 1), BINDING_EVENT_OUTDATED, NULL);
  move (s, WORLD_FAR);
  assert_states (s, BINDING_SECONDARY, BINDING_SECONDARY, BINDING_PRIMARY);
  g_assert_cmpuint (data_down (s), ==, 1);
  scene_free (s);

  s = scene_staying ();
  first = agent_at (s, 1)->entity.address;
  world_block (s->w, &first);
  move (s, WORLD_FAR);
  g_assert_cmpint (binding_at (s, FAR_AGENT)->state, ==, BINDING_SECONDARY);
  run_for (s, 100 * SIM_SECOND);
  world_unblock (s->w, &first);
  run_for (s, 60 * SIM_SECOND);
  assert_states (s, BINDING_SECONDARY, BINDING_SECONDARY, BINDING_PRIMARY);
  scene_free (s);
}

/* ---- central location ---------------------------------------------- */

static void
test_asks_and_keeps (void)
{
  struct scene *s = scene_prepare ();

  s->config.location = LOCATION_CENTRAL;
  scene_start (s);
  attach (s, 0);
  assert_states (s, BINDING_SECONDARY, BINDING_PRIMARY, BINDING_UNKNOWN);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
  move (s, WORLD_FAR);
  assert_states (s, BINDING_SECONDARY, BINDING_UNKNOWN, BINDING_PRIMARY);
  g_assert_cmpuint (world_count (s->w, "UPN"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "UPA"), ==, 1);
  g_assert_cmpuint (data_down (s), ==, 1);
  g_assert_cmpuint (data_up (s), ==, 1);
  scene_free (s);
}

/* A packet for the node at an agent that knows nothing: by way of the anchor,
 * asked once, known then. */
static void
send_to_first (struct scene *s)
{
  struct address home = home_address (s);

  world_send_data (s->w, world_router (s->w, 0)->node,
                   &world_router (s->w, 0)->node->address, &home);
}

static void
test_miss (void)
{
  struct scene *s = scene_new (LOCATION_CENTRAL);

  attach (s, WORLD_FAR);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_UNKNOWN);
  send_to_first (s);
  send_to_first (s);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_ASKING);
  run_for (s, SETTLE);
  g_assert_cmpuint (s->w->received, ==, 2);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 1);
  g_assert_cmpuint (world_count (s->w, "HAck"), ==, 1);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_SECONDARY);
  send_to_first (s);
  run_for (s, SETTLE);
  g_assert_cmpuint (s->w->received, ==, 3);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 1);
  scene_free (s);
}

/* Who keeps an answer is told that the node has moved, or is not. */
static void
check_notice (bool notify)
{
  struct scene *s = scene_prepare ();
  struct node *far = world_router (s->w, WORLD_FAR)->node;
  struct address home;

  s->config.location = LOCATION_CENTRAL;
  s->config.notify = notify;
  scene_start (s);
  attach (s, 0);
  home = home_address (s);
  world_send_data (s->w, far, &far->address, &home);
  run_for (s, SETTLE);
  g_assert_cmpint (binding_at (s, FAR_AGENT)->state, ==, BINDING_SECONDARY);
  move (s, 1); /* the agent at router 0 is the nearest still */
  g_assert_cmpint (binding_at (s, FAR_AGENT)->state, ==,
                   notify ? BINDING_UNKNOWN : BINDING_SECONDARY);
  g_assert_cmpuint (world_count (s->w, "UPN"), ==, notify);
  world_send_data (s->w, far, &far->address, &home);
  run_for (s, SETTLE);
  g_assert_cmpuint (s->w->received, ==, 2);
  scene_free (s);
}

static void
test_notice (void)
{
  check_notice (true);
  check_notice (false);
}

static void
test_miss_drops (void)
{
  struct scene *s = scene_prepare ();

  s->config.location = LOCATION_CENTRAL;
  s->config.miss = MISS_DROP;
  scene_start (s);
  attach (s, WORLD_FAR);
  send_to_first (s);
  run_for (s, SETTLE);
  assert_dropped (s->w, NOT_READY, 1);
  send_to_first (s);
  run_for (s, SETTLE);
  g_assert_cmpuint (s->w->received, ==, 1);
  scene_free (s);
}

/* Nothing known (131): not asked again for a second. */
static void
test_absent (void)
{
  struct scene *s = scene_new (LOCATION_CENTRAL);

  send_to_first (s);
  run_for (s, SETTLE);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_ABSENT);
  send_to_first (s);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 1);
  run_for (s, SIM_SECOND);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_UNKNOWN);
  send_to_first (s);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 2);
  run_for (s, SETTLE);
  scene_free (s);
}

/* Questions are asked again until they are answered, or given up. */
static void
test_question_lost (void)
{
  struct scene *s = scene_new (LOCATION_CENTRAL);
  struct address anchor;

  attach (s, WORLD_FAR);
  anchor = agent_at (s, 0)->entity.address;
  world_block (s->w, &anchor);
  send_to_first (s);
  run_for (s, SETTLE);
  world_unblock (s->w, &anchor);
  run_for (s, SIM_SECOND);
  g_assert_cmpuint (world_count (s->w, "HI"), ==, 2);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_SECONDARY);
  scene_free (s);
}

/* An answer is kept for its time and no longer. */
static void
test_answer_expires (void)
{
  struct scene *s = scene_prepare ();

  s->config.location = LOCATION_CENTRAL;
  s->config.cache_lifetime = 2 * SIM_SECOND;
  scene_start (s);
  attach (s, WORLD_FAR);
  send_to_first (s);
  run_for (s, SIM_SECOND);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_SECONDARY);
  run_for (s, 3 * SIM_SECOND / 2);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_UNKNOWN);
  scene_free (s);
}

/* A notice about a registration before the one that is known changes nothing.
 */
static void
test_late_notice (void)
{
  struct scene *s = scene_new (LOCATION_CENTRAL);
  struct mh_message upn;
  struct address home;
  struct prefix prefix;

  attach (s, 0);
  home = home_address (s);
  prefix = prefix_make (&home, 128);
  mh_init (&upn, MH_UPN);
  upn.update.sequence = binding_at (s, 1)->sequence;
  upn.update.flags = 0x8000;
  mh_add_mn_identifier (&upn, s->mn->identifier);
  mh_add_prefix (&upn, OPTION_HOME_NETWORK_PREFIX, &prefix);
  mobility_send (&agent_at (s, 0)->entity, &agent_at (s, 1)->entity.address,
                 &upn, SIGNALING_HANDOVER, TRANSACTION_NONE);
  run_for (s, SETTLE);
  g_assert_cmpuint (world_count (s->w, "UPA"), ==, 1);
  g_assert_cmpint (binding_at (s, 1)->state, ==, BINDING_PRIMARY);
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anycast/nearest-is-primary", test_nearest_is_primary);
  g_test_add_func ("/anycast/claim-says-who-and-where", test_claim);
  g_test_add_func ("/anycast/refresh-and-expiry", test_refresh_and_expiry);
  g_test_add_func ("/anycast/claim-lost", test_claim_lost);
  g_test_add_func ("/anycast/acknowledgement-lost", test_acknowledgement_lost);
  g_test_add_func ("/anycast/unacknowledged", test_unacknowledged);
  g_test_add_func ("/anycast/claim-overtaken", test_claim_overtaken);
  g_test_add_func ("/anycast/refuses-without-option", test_missing_options);
  g_test_add_func ("/anycast/refuses-strangers",
                   test_strangers_and_strange_nodes);
  g_test_add_func ("/anycast/conflicts-by-the-nodes-numbers", test_conflicts);
  g_test_add_func ("/anycast/refuses-when-full", test_full);
  g_test_add_func ("/anycast/released-everywhere", test_release);
  g_test_add_func ("/anycast/passes-on-to-the-primary", test_passes_on);
  g_test_add_func ("/anycast/takes-over-from-the-primary", test_takes_over);
  g_test_add_func ("/anycast/central/previous-one-is-told",
                   test_asks_and_keeps);
  g_test_add_func ("/anycast/central/asks-once", test_miss);
  g_test_add_func ("/anycast/central/who-asked-is-told", test_notice);
  g_test_add_func ("/anycast/central/drops-meanwhile", test_miss_drops);
  g_test_add_func ("/anycast/central/absent", test_absent);
  g_test_add_func ("/anycast/central/question-lost", test_question_lost);
  g_test_add_func ("/anycast/central/answer-expires", test_answer_expires);
  g_test_add_func ("/anycast/central/late-notice", test_late_notice);
  return g_test_run ();
}
