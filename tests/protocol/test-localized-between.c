/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing of RFC 6705 by the MAG: scenario A12, two nodes at one MAG
 * with different LMAs, and what becomes of it in scenario A22. */
#include "tests/protocol/localized-scene.h"

/* The first node's LMA is that of the anchor, the other's is at ar1. */
static char *names[] = { (char *)"ar1" };

static void
two_lmas (struct domain_config *domain, struct pmipv6_config *config)
{
  (void)domain;
  config->assignment.lmas = (struct parameter_list){ 1, names };
  config->assignment.policy = ASSIGNMENT_FIXED;
}

/* By both LMAs: MAG to the one, to the other, and back. */
#define TIME_BY_LMAS                                                           \
  (2 * WORLD_RADIO_DELAY + WORLD_A + (WORLD_ANCHOR_DELAY + WORLD_ACCESS_DELAY) \
   + MAG_TO_MAG)

static struct lma *
lma_at (struct localized_scene *s, unsigned i)
{
  const struct pmipv6 *pmipv6 = s->w->domain->architecture_state;

  return g_ptr_array_index (pmipv6->lmas, i);
}

static void
read_sent (struct localized_scene *s, const char *name, unsigned nth,
           struct mh_message *message)
{
  const struct signal *signal = world_sent (s->w, name, nth);

  g_assert_cmpint (mh_decode (signal->octets, signal->n, NULL, NULL, message),
                   ==, MH_OK);
}

static unsigned
count_sessions (struct localized_scene *s)
{
  return world_mag (s->w, 0)->localized->sessions->len;
}

/* 3.1, 7: an LRI to each LMA, its own node first. */
static void
test_agreed (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);
  sim_time begin = sim_now (s->w->sim);
  struct mh_message lri;

  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMAS);
  localized_scene_run (s, 20 * MS);
  assert_counts (s, 2, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct signal *signal = world_sent (s->w, "LRI", i);

      g_assert_cmpint (signal->at, ==, begin + WORLD_RADIO_DELAY);
      g_assert_true (
          address_equal (&signal->destination, &lma_at (s, i)->entity.address));
      read_sent (s, "LRI", i, &lri);
      g_assert_cmpuint (lri.n_options, ==, 4);
      g_assert_cmpmem (lri.options[0].mn_identifier.id.octets,
                       (int)lri.options[0].mn_identifier.id.n,
                       s->mn[i]->identifier,
                       (int)strlen (s->mn[i]->identifier));
    }
  g_assert_cmpint (localized_time (s, 0), ==, TIME_AT_MAG);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_AT_MAG);
  localized_scene_free (s);
}

/* Only when both have answered: the anchor is farther than ar1. */
static void
test_both_needed (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);
  const struct localized_session *session;

  localized_say (s, 0, WORLD_RADIO_DELAY + 2 * WORLD_A - 1);
  session = g_ptr_array_index (world_mag (s->w, 0)->localized->sessions, 0);
  assert_leg (session, 0, REQUESTED);
  assert_leg (session, 1, ACTIVE);
  g_assert_null (session->lre);
  localized_scene_run (s, 1);
  g_assert_nonnull (session->lre);
  localized_scene_free (s);
}

/* 7.1, 8: it ends at once when one leaves, and both LMAs are told. */
static void
test_one_leaves (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);
  struct mh_message lri;

  localized_say (s, 0, S);
  access_move (s->mn[0], world_router (s->w, 2));
  localized_scene_run (s, S);
  assert_counts (s, 4, 4);
  for (unsigned i = 2; i < 4; i++)
    {
      read_sent (s, "LRI", i, &lri);
      g_assert_cmpint (lri.localized.lifetime, ==, 0);
    }
  g_assert_cmpuint (count_sessions (s), ==, 0);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMAS);
  g_assert_cmpint (localized_time (s, 1), ==, TIME_BY_LMAS);
  assert_counts (s, 4, 4); /* A22: by nobody */
  localized_scene_free (s);
}

/* The policy of one LMA: 128, and the other one is told to stop. */
static void
test_not_allowed (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, "ar1", two_lmas);
  struct mh_message message;
  unsigned refused = 0;

  localized_say (s, 0, S);
  for (unsigned i = 0; i < world_count (s->w, "LRA"); i++)
    {
      read_sent (s, "LRA", i, &message);
      refused += message.localized.status == LOCALIZED_NOT_ALLOWED;
    }
  g_assert_cmpuint (refused, ==, 1);
  assert_counts (s, 3, 3);
  read_sent (s, "LRI", 2, &message);
  g_assert_cmpint (message.localized.lifetime, ==, 0);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMAS);
  assert_counts (s, 3, 3);
  g_assert_cmpuint (count_sessions (s), ==, 1); /* not asked again */
  localized_scene_free (s);
}

/* An LMA whose binding is elsewhere: 129. */
static void
test_not_attached (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);
  struct mh_message lra;

  localized_say (s, 0, WORLD_RADIO_DELAY);
  lma_node_get (lma_at (s, 1), s->mn[1])->entries->proxy_coa.octet[15]++;
  localized_scene_run (s, 2 * MAG_TO_MAG);
  lma_node_get (lma_at (s, 1), s->mn[1])->entries->proxy_coa.octet[15]--;
  localized_scene_run (s, S);
  read_sent (s, "LRA", 0, &lra);
  g_assert_cmpint (lra.localized.status, ==, LOCALIZED_NOT_ATTACHED);
  g_assert_cmpuint (lra.n_options, ==, 0);
  localized_scene_free (s);
}

/* In use at half of the lifetime it is asked for again; else it ends. */
static void
test_lifetime (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);

  localized_say (s, 0, 10 * S);
  localized_say (s, 1, 25 * S);
  assert_counts (s, 4, 4);
  localized_scene_run (s, 40 * S);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_AT_MAG);
  localized_scene_run (s, 70 * S);
  g_assert_cmpuint (count_sessions (s), ==, 0);
  g_assert_cmpint (localized_time (s, 0), ==, TIME_BY_LMAS);
  localized_scene_free (s);
}

/* An LMA that says nothing is given up; the other one is told. */
static void
test_unanswered (void)
{
  struct localized_scene *s = localized_scene_new (0, 0, NULL, two_lmas);
  const struct address *lma = &lma_at (s, 1)->entity.address;

  localized_say (s, 0, WORLD_RADIO_DELAY);
  world_block (s->w, lma);
  localized_scene_run (s, 30 * S);
  world_unblock (s->w, lma);
  assert_counts (s, 2 + 3 + 1, 2);
  g_assert_cmpuint (g_hash_table_size (world_mag (s->w, 0)->localized->lres),
                    ==, 0);
  localized_scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/localized-between/agreed", test_agreed);
  g_test_add_func ("/localized-between/both-needed", test_both_needed);
  g_test_add_func ("/localized-between/one-leaves", test_one_leaves);
  g_test_add_func ("/localized-between/status-128", test_not_allowed);
  g_test_add_func ("/localized-between/status-129", test_not_attached);
  g_test_add_func ("/localized-between/lifetime", test_lifetime);
  g_test_add_func ("/localized-between/unanswered", test_unanswered);
  return g_test_run ();
}
