/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runtime assignment of LMAs, RFC 6463: rfLMA and r2LMA apart and co-located,
 * policies, what is refused, where a session is after a handover. */
#include "models/pmipv6/assignment.h"
#include "tests/protocol/world.h"

#define S SIM_SECOND
/* From the anchor to an LMA at a router near the core, one way. */
#define BETWEEN_LMAS (WORLD_ANCHOR_DELAY + WORLD_ACCESS_DELAY)

struct scene
{
  struct world *w;
  char *names[2];
  struct mobile_node *mn;
};

/* LMAs at the anchor, ar1 and ar2; at 1 s. */
static struct scene *
scene_new (enum assignment_policy policy, bool front, int64_t capacity)
{
  struct scene *s = g_new0 (struct scene, 1);
  struct domain_config config = world_config ();
  struct pmipv6_config *pmipv6;

  s->w = world_new (&config);
  s->names[0] = (char *)"ar1";
  s->names[1] = (char *)"ar2";
  pmipv6 = &s->w->pmipv6;
  pmipv6->deregister = pmipv6->binding_hold = pmipv6->handoff_known = true;
  pmipv6->capacity = capacity;
  pmipv6->assignment.lmas = (struct parameter_list){ 2, s->names };
  pmipv6->assignment.policy = policy;
  pmipv6->assignment.front = front;
  world_build (s->w, &architecture_pmipv6);
  s->mn = world_add_node (s->w, "mn", 1);
  world_run (s->w, S);
  return s;
}

static void
scene_free (struct scene *s)
{
  world_free (s->w);
  g_free (s);
}

static void
scene_run (struct scene *s, sim_time time)
{
  world_run (s->w, sim_now (s->w->sim) + time);
}

static struct lma *
lma_at (struct scene *s, unsigned i)
{
  const struct pmipv6 *pmipv6 = s->w->domain->architecture_state;

  return g_ptr_array_index (pmipv6->lmas, i);
}

static struct bce *
bce_at (struct scene *s, unsigned i)
{
  return lma_node_get (lma_at (s, i), s->mn)->entries;
}

static struct bul_entry *
entry_at (struct scene *s, unsigned router)
{
  return mag_find (world_mag (s->w, router), s->mn);
}

static void
read_sent (struct scene *s, const char *name, unsigned nth,
           struct mh_message *message)
{
  const struct signal *signal = world_sent (s->w, name, nth);

  g_assert_cmpint (mh_decode (signal->octets, signal->n, NULL, NULL, message),
                   ==, MH_OK);
}

static void
check_redirect (const struct mh_message *pba, const struct lma *lma)
{
  const struct mh_option *option = mh_find (pba, OPTION_REDIRECT, 0);

  g_assert_nonnull (option);
  g_assert_true (option->redirect.ipv6);
  g_assert_false (option->redirect.ipv4);
  g_assert_cmpmem (option->redirect.address.octets,
                   (int)option->redirect.address.n, lma->entity.address.octet,
                   16);
}

static bool
is_from (const struct signal *signal, const struct lma *lma)
{
  return address_equal (&signal->source, &lma->entity.address);
}

/* ---- apart, 5.3.2 -------------------------------------------------- */

static void
check_proxy_pbu (struct scene *s)
{
  const struct signal *signal = world_sent (s->w, "PBU", 1);
  struct mh_message pbu;

  read_sent (s, "PBU", 1, &pbu);
  g_assert_true (is_from (signal, lma_at (s, 0)));
  g_assert_true (
      address_equal (&signal->destination, &lma_at (s, 1)->entity.address));
  g_assert_true (
      address_equal (&mh_find (&pbu, OPTION_ALTERNATE_CARE_OF, 0)->address,
                     &world_mag (s->w, 1)->entity.address));
  g_assert_cmpint (mh_find (&pbu, OPTION_HANDOFF_INDICATOR, 0)->value, ==,
                   HI_NEW_INTERFACE);
}

static void
test_apart (void)
{
  struct scene *s = scene_new (ASSIGNMENT_NEAREST, false, 7);
  sim_time ready = 2 * WORLD_A + 2 * BETWEEN_LMAS;
  struct mh_message pbu, pba;
  const struct mh_option *load;

  access_enter (s->mn, world_router (s->w, 1));
  world_run (s->w, S + ready - 1);
  g_assert_cmpint (entry_at (s, 1)->state, ==, BUL_PENDING);
  world_run (s->w, S + ready);
  g_assert_cmpint (entry_at (s, 1)->state, ==, BUL_REGISTERED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 2);
  g_assert_cmpuint (world_count (s->w, "PBA"), ==, 2);
  read_sent (s, "PBU", 0, &pbu);
  g_assert_nonnull (mh_find (&pbu, OPTION_REDIRECT_CAPABILITY, 0));
  check_proxy_pbu (s);
  g_assert_true (is_from (world_sent (s->w, "PBA", 1), lma_at (s, 0)));
  read_sent (s, "PBA", 1, &pba);
  check_redirect (&pba, lma_at (s, 1));
  g_assert_cmpint (pba.ba.sequence, ==, pbu.bu.sequence);
  load = mh_find (&pba, OPTION_LOAD_INFORMATION, 0);
  g_assert_cmpuint (load->load.sessions, ==, 1);
  g_assert_cmpuint (load->load.max_sessions, ==, 7);
  g_assert_null (bce_at (s, 0));
  g_assert_true (address_equal (&bce_at (s, 1)->proxy_coa,
                                &world_mag (s->w, 1)->entity.address));
  g_assert_null (lma_node_get (lma_at (s, 0), s->mn)->assignment);
  scene_free (s);
}

/* All that follows is between MAG and r2LMA, wherever the node goes (5.2, 6):
 * refreshes, handovers, data. */
static void
test_session_stays (void)
{
  struct scene *s = scene_new (ASSIGNMENT_NEAREST, false, 0);
  const struct address *r2lma = &lma_at (s, 1)->entity.address;
  struct prefix hnp;
  struct address host;
  struct mh_message pbu;

  access_enter (s->mn, world_router (s->w, 1));
  scene_run (s, S);
  hnp = bce_at (s, 1)->prefixes[0];
  g_assert_true (network_anchor (s->w->sim->network, &hnp.address)
                 == lma_at (s, 1)->entity.node);
  scene_run (s, 31 * S);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 3);
  g_assert_true (
      address_equal (&world_sent (s->w, "PBU", 2)->destination, r2lma));
  access_move (s->mn, world_router (s->w, 0));
  scene_run (s, S);
  for (unsigned i = 3; i < world_count (s->w, "PBU"); i++)
    g_assert_true (
        address_equal (&world_sent (s->w, "PBU", i)->destination, r2lma));
  read_sent (s, "PBU", 4, &pbu);
  g_assert_null (mh_find (&pbu, OPTION_REDIRECT_CAPABILITY, 0));
  g_assert_true (prefix_equal (&bce_at (s, 1)->prefixes[0], &hnp));
  host = s->mn->addresses.at[0].address;
  world_send_data (s->w, s->w->cn, &s->w->cn->address, &host);
  scene_run (s, S);
  g_assert_cmpuint (s->w->received, ==, 1);
  scene_free (s);
}

/* The rfLMA is itself the one: no redirection. */
static void
test_itself (void)
{
  struct scene *s = scene_new (ASSIGNMENT_FIXED, false, 0);
  struct mh_message pba;

  access_enter (s->mn, world_router (s->w, 0));
  scene_run (s, S);
  g_assert_nonnull (bce_at (s, 0));
  world_last (s->w, "PBA", &pba);
  g_assert_null (mh_find (&pba, OPTION_REDIRECT, 0));
  g_assert_nonnull (mh_find (&pba, OPTION_LOAD_INFORMATION, 0));
  scene_free (s);
}

/* ---- co-located, 5.3.1 --------------------------------------------- */

static void
test_colocated (void)
{
  struct scene *s = scene_new (ASSIGNMENT_FIXED, true, 0);
  const struct pmipv6 *pmipv6 = s->w->domain->architecture_state;
  struct mh_message pba;

  access_enter (s->mn, world_router (s->w, 0));
  world_run (s->w, S + 2 * WORLD_A);
  g_assert_cmpint (entry_at (s, 0)->state, ==, BUL_REGISTERED);
  g_assert_cmpuint (world_count (s->w, "PBU"), ==, 1);
  world_last (s->w, "PBA", &pba);
  check_redirect (&pba, lma_at (s, 0));
  g_assert_true (is_from (world_sent (s->w, "PBA", 0), pmipv6->front));
  g_assert_true (address_equal (&entry_at (s, 0)->exchange.peer,
                                &lma_at (s, 0)->entity.address));
  scene_run (s, 31 * S);
  world_last (s->w, "PBA", &pba);
  g_assert_null (mh_find (&pba, OPTION_REDIRECT, 0));
  g_assert_true (is_from (world_sent (s->w, "PBA", 1), lma_at (s, 0)));
  scene_free (s);
}

/* A PBU without the capability, at functions that anchor nothing: 130. */
static void
test_not_capable (void)
{
  struct scene *s = scene_new (ASSIGNMENT_FIXED, true, 0);
  struct mh_message pbu, pba;
  const struct pmipv6 *pmipv6 = s->w->domain->architecture_state;

  proxy_pbu_init (&pbu, s->mn, 60 * S, 0);
  mh_add_prefix (&pbu, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  proxy_pbu_add_access (&pbu, s->mn, ATT_802_11, HI_NEW_INTERFACE);
  mh_add_timestamp (&pbu, domain_clock (s->w->domain));
  mobility_send (&world_mag (s->w, 0)->entity, &pmipv6->front->entity.address,
                 &pbu, SIGNALING_ATTACH, TRANSACTION_NONE);
  scene_run (s, S);
  world_last (s->w, "PBA", &pba);
  g_assert_cmpint (pba.ba.status, ==, STATUS_INSUFFICIENT_RESOURCES);
  scene_free (s);
}

/* ---- policies ------------------------------------------------------ */

static void
enter_many (struct scene *s, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u", i);

      access_enter (world_add_node (s->w, name, 1), world_router (s->w, 0));
    }
  scene_run (s, 10 * S);
}

static void
test_least_loaded (void)
{
  struct scene *s = scene_new (ASSIGNMENT_LEAST_LOADED, false, 0);

  enter_many (s, 9); /* all at once */
  for (unsigned i = 0; i < 3; i++)
    {
      g_assert_cmpuint (lma_at (s, i)->count.entries, ==, 3);
      g_assert_cmpuint (lma_at (s, i)->promised, ==, 0);
    }
  scene_free (s);
}

/* Full LMAs get nothing; beyond all of them, 130. */
static void
test_capacity (void)
{
  struct scene *s = scene_new (ASSIGNMENT_NEAREST, false, 2);
  struct mh_message pba;
  unsigned refused = 0;

  enter_many (s, 7);
  for (unsigned i = 0; i < 3; i++)
    g_assert_cmpuint (lma_at (s, i)->count.entries, ==, 2);
  for (unsigned i = 0; i < world_count (s->w, "PBA"); i++)
    {
      read_sent (s, "PBA", i, &pba);
      refused += pba.ba.status == STATUS_INSUFFICIENT_RESOURCES;
    }
  g_assert_cmpuint (refused, ==, 1);
  scene_free (s);
}

/* ---- failures ------------------------------------------------------ */

/* What one r2LMA refuses another one is asked for. */
static void
test_refused (void)
{
  struct scene *s = scene_new (ASSIGNMENT_NEAREST, false, 0);
  struct lma *lma = lma_at (s, 1);
  struct binding_order *order = &lma_node_get (lma, s->mn)->order;

  order->any = true; /* as of a PBU from the future */
  order->timestamp = 1000 * S;
  access_enter (s->mn, world_router (s->w, 1));
  scene_run (s, S);
  g_assert_null (bce_at (s, 1));
  g_assert_cmpuint (lma->promised, ==, 0);
  g_assert_cmpint (entry_at (s, 1)->state, ==, BUL_REGISTERED);
  scene_free (s);
}

/* One that does not answer is given up; the MAG's copies meanwhile start
 * nothing new. */
static void
test_dead_r2lma (void)
{
  struct scene *s = scene_new (ASSIGNMENT_NEAREST, false, 0);
  const struct address *dead = &lma_at (s, 1)->entity.address;

  world_block (s->w, dead);
  access_enter (s->mn, world_router (s->w, 1));
  scene_run (s, 62 * S);
  g_assert_cmpuint (lma_at (s, 1)->promised, ==, 1);
  scene_run (s, 40 * S);
  g_assert_cmpuint (lma_at (s, 1)->promised, ==, 0);
  g_assert_null (bce_at (s, 1));
  g_assert_nonnull (bce_at (s, 2)); /* the next one */
  world_unblock (s->w, dead);
  scene_free (s);
}

/* The PBA to the MAG is lost: its copy leads to the same session. */
static void
test_lost_pba (void)
{
  struct scene *s = scene_new (ASSIGNMENT_LEAST_LOADED, false, 0);
  const struct address *mag = &world_mag (s->w, 0)->entity.address;
  unsigned sessions = 0;

  access_enter (world_add_node (s->w, "first", 1), world_router (s->w, 2));
  scene_run (s, S);
  access_enter (s->mn, world_router (s->w, 0));
  world_block (s->w, mag);
  scene_run (s, 500 * SIM_MILLISECOND);
  world_unblock (s->w, mag);
  scene_run (s, 2 * S);
  g_assert_cmpint (entry_at (s, 0)->state, ==, BUL_REGISTERED);
  for (unsigned i = 0; i < 3; i++)
    sessions += lma_at (s, i)->count.entries;
  g_assert_cmpuint (sessions, ==, 2);
  scene_free (s);
}

/* 5.2: a Redirect option that was not asked for is ignored. */
static void
test_unasked (void)
{
  struct scene *s = scene_new (ASSIGNMENT_FIXED, false, 0);
  struct mh_message pba = { 0 };
  struct bul_entry *entry;

  access_enter (s->mn, world_router (s->w, 0));
  scene_run (s, S);
  entry = entry_at (s, 0);
  g_assert_true (entry->redirectable);
  scene_run (s, 30 * S); /* a refresh */
  g_assert_false (entry->redirectable);
  mh_init (&pba, MH_BA);
  mh_add (&pba, OPTION_REDIRECT)->redirect.ipv6 = true;
  pba.options[0].redirect.address
      = (struct view){ lma_at (s, 1)->entity.address.octet, 16 };
  assignment_follow (entry, &pba);
  g_assert_true (
      address_equal (&entry->exchange.peer, &lma_at (s, 0)->entity.address));
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/assignment/apart", test_apart);
  g_test_add_func ("/assignment/session-stays", test_session_stays);
  g_test_add_func ("/assignment/itself", test_itself);
  g_test_add_func ("/assignment/co-located", test_colocated);
  g_test_add_func ("/assignment/not-capable", test_not_capable);
  g_test_add_func ("/assignment/least-loaded", test_least_loaded);
  g_test_add_func ("/assignment/capacity", test_capacity);
  g_test_add_func ("/assignment/refused", test_refused);
  g_test_add_func ("/assignment/dead-r2lma", test_dead_r2lma);
  g_test_add_func ("/assignment/lost-pba", test_lost_pba);
  g_test_add_func ("/assignment/unasked", test_unasked);
  return g_test_run ();
}
