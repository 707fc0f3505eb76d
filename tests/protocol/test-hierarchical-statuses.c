/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an S-GW refuses access routers (RFC 5213 5.3.1, 8.9), and what it passes
 * on of the P-GW's refusals. */
#include "tests/protocol/hierarchical-scene.h"

/* A PBU with nothing wrong, but for the option @without and the time of day. */
static void
compose (const struct sgw_scene *s, struct mh_message *pbu, unsigned without,
         sim_time late)
{
  struct mh_message whole;

  proxy_pbu_init (&whole, s->mn, 60 * SIM_SECOND, 0);
  mh_add_prefix (&whole, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  proxy_pbu_add_access (&whole, s->mn, ATT_802_11, HI_NEW_INTERFACE);
  mh_add_timestamp (&whole, domain_clock (s->w->domain) - late);
  *pbu = whole;
  pbu->n_options = 0;
  for (unsigned i = 0; i < whole.n_options; i++)
    if (whole.options[i].type != without)
      pbu->options[pbu->n_options++] = whole.options[i];
}

/* Status of the S-GW's answer to a PBU of the router. */
static unsigned
ask (struct sgw_scene *s, unsigned router, const struct mh_message *pbu)
{
  unsigned before = world_count (s->w, "PBA");
  struct mh_message pba;

  mobility_send (&world_mag (s->w, router)->entity,
                 &sgw_scene_sgw (s, SGW_WIDE)->entity.address, pbu,
                 SIGNALING_ATTACH, TRANSACTION_NONE);
  sgw_scene_run_for (s, SIM_SECOND / 4);
  g_assert_cmpuint (world_count (s->w, "PBA"), >, before);
  world_last (s->w, "PBA", &pba);
  return pba.ba.status;
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
  };
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message pbu;

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      compose (s, &pbu, cases[i].option, 0);
      g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==, cases[i].status);
    }
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

static void
test_strangers (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message pbu;

  compose (s, &pbu, 0, 0);
  g_assert_cmpuint (ask (s, SCENE_OTHER, &pbu), ==, STATUS_MAG_NOT_AUTHORIZED);
  compose (s, &pbu, OPTION_MN_IDENTIFIER, 0);
  mh_add_mn_identifier (&pbu, "nobody@example.net");
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==,
                    STATUS_NOT_LMA_FOR_THIS_MN);
  compose (s, &pbu, 0, 0);
  pbu.bu.flags |= BU_D;
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==, STATUS_PROHIBITED);
  s->mn->prefixes = 0;
  compose (s, &pbu, 0, 0);
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==,
                    STATUS_PROXY_REG_NOT_ENABLED);
  sgw_scene_assert_empty (s);
  sgw_scene_free (s);
}

/* Order, also of what another S-GW has heard; without timestamps, numbers. */
static void
test_order (void)
{
  struct sgw_scene *s = sgw_scene_new ();
  struct mh_message pbu;

  compose (s, &pbu, 0, SIM_SECOND);
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==, STATUS_TIMESTAMP_MISMATCH);
  sgw_scene_attach (s, SCENE_OTHER);
  compose (s, &pbu, 0, SIM_SECOND);
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==, STATUS_TIMESTAMP_LOWER);
  assert_session (s, SGW_OTHER, ACTIVE);
  compose (s, &pbu, OPTION_TIMESTAMP, 0);
  pbu.bu.sequence
      = hierarchical_node_get (s->w->domain->architecture_state, s->mn)
            ->order.sequence;
  g_assert_cmpuint (ask (s, SCENE_REMOTE, &pbu), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW);
  g_assert_true (sgw_scene_carries (s));
  sgw_scene_free (s);
}

/* 130 is the P-GW's: passed on, the handover fails, nothing is left. */
static void
test_passes_on (void)
{
  struct sgw_scene *s = sgw_scene_prepare (NULL);
  struct mobile_node *first;
  struct mh_message pba;

  s->config.pmipv6.capacity = 1;
  sgw_scene_start (s);
  first = world_add_node (s->w, "first", 1);
  access_enter (first, world_router (s->w, SCENE_OTHER));
  sgw_scene_run_for (s, SIM_SECOND);
  sgw_scene_attach (s, SCENE_REMOTE);
  world_last (s->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_INSUFFICIENT_RESOURCES);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, 4);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpuint (sgw_scene_sgw (s, SGW_WIDE)->count.entries, ==, 0);
  sgw_scene_free (s);
}

#define CASE(name, function) \
  g_test_add_func ("/hierarchical-statuses/" name, function)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  CASE ("missing-options", test_missing_options);
  CASE ("strangers", test_strangers);
  CASE ("order", test_order);
  CASE ("passes-on", test_passes_on);
  return g_test_run ();
}
