/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that do not come, come late, or are refusals (RFC 8885 3.2, 3.6): a
 * scripted loss gives the instants and messages that doc/closed-forms.md 9
 * says.  Third attachment of a star at 20 s, two previous MAARs. */
#include "tests/protocol/dmm-world.h"

#define T0 S                            /* of the serving MAAR */
#define TC (200 * MS)                   /* of the CMD, where it has its own */
#define UP (20 * S + STAR_L2)           /* the serving MAAR's first PBU */
#define ROUND (2 * STAR_A + 2 * STAR_A) /* until all answers are there */

struct dialogue
{
  struct dmm_world *w;
  struct mobile_node *mn;
  struct address cmd, maar[3];
};

static struct dmm_config
patient (void)
{
  struct dmm_config config = dmm_world_config ();

  config.aggregation_timeout = SIM_TIME_MAX;
  return config;
}

static struct dmm_config
with_own_schedule (struct dmm_config config, int64_t limit)
{
  config.own_schedule = true;
  config.update_retransmit = (struct retransmit_config){ .initial = TC,
                                                         .max = 32 * S,
                                                         .limit = limit };
  return config;
}

static struct dialogue
dialogue_begin (struct dmm_config config)
{
  struct domain_config domain = common_config ();
  struct dialogue d = { .w = dmm_star_new (&domain, &config, 3) };

  d.mn = dmm_world_walk (d.w, 2);
  d.cmd = dmm_world_cmd (d.w);
  for (unsigned i = 0; i < 3; i++)
    d.maar[i] = dmm_world_address (d.w, i);
  dmm_world_go (d.w, d.mn, 2);
  return d;
}

/* What is sent to @address until then does not arrive. */
static void
lose_until (struct dialogue *d, const struct address *address, sim_time until)
{
  dmm_block (d->w, address);
  dmm_world_run (d->w, until);
  dmm_unblock (d->w, address);
}

static unsigned
updates_to (const struct dialogue *d, unsigned i)
{
  unsigned n = 0;

  for (guint j = 0; j < d->w->heard.signals->len; j++)
    {
      const struct signal *s
          = &g_array_index (d->w->heard.signals, struct signal, j);

      n += s->sent && s->at > UP && address_equal (&s->source, &d->cmd)
           && address_equal (&s->destination, &d->maar[i]);
    }
  return n;
}

static const struct prefix *
anchored (const struct dialogue *d, unsigned i)
{
  return prefix_list_at (&dmm_world_session (d->w, d->mn, i)->prefixes, 0);
}

/* When the serving MAAR had the tunnel for what @i anchors. */
static sim_time
ready_for (const struct dialogue *d, unsigned i)
{
  return dmm_instant (d->w, TRACE_GATEWAY_READY, anchored (d, i),
                      dmm_world_router (d->w, 3), d->mn->handover->id);
}

static void
assert_complete (struct dialogue *d)
{
  g_assert_cmpint (d->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d->w, d->mn, 2)), ==,
                    2);
  g_assert_false (cmd_is_updating (dmm_world_bce (d->mn)));
}

/* ---- retransmission by the serving MAAR alone ---------------------- */

/* Two rounds fail for one message; each round relays to all afresh, and all
 * flows wait for the third: 3 T0 and a round. */
static void
test_rounds (void)
{
  struct dmm_config config = patient ();
  struct dialogue d;

  config.retransmit_updates = false;
  d = dialogue_begin (config);
  lose_until (&d, &d.maar[0], UP + 2 * T0);
  g_assert_cmpuint (updates_to (&d, 0), ==, 2);
  g_assert_cmpuint (updates_to (&d, 1), ==, 2);
  g_assert_cmpint (dmm_world_state (d.w, d.mn, 2), ==, MAAR_PENDING);
  dmm_world_run (d.w, UP + 5 * S);
  assert_complete (&d);
  for (unsigned i = 0; i < 2; i++)
    {
      g_assert_cmpuint (updates_to (&d, i), ==, 3);
      g_assert_cmpint (ready_for (&d, i), ==, UP + 3 * T0 + ROUND);
    }
  dmm_world_free (d.w);
}

/* A PBA of an earlier round answers no later one. */
static void
test_old_round (void)
{
  struct dmm_config config = patient ();
  struct signal late;
  struct dialogue d;

  config.retransmit_updates = false;
  d = dialogue_begin (config);
  dmm_world_run (d.w, UP + 2 * STAR_A - 1);
  lose_until (&d, &d.cmd, UP + T0 / 2); /* both PBAs */
  late = *dmm_last (d.w, "PBA", &d.maar[0], &d.cmd, NULL);
  dmm_block (d.w, &d.maar[0]);
  dmm_world_run (d.w, UP + T0 + 2 * STAR_A);
  dmm_repeat (d.w, &late);
  dmm_world_run (d.w, UP + T0 + 4 * STAR_A);
  g_assert_true (cmd_is_updating (dmm_world_bce (d.mn)));
  g_assert_cmpint (dmm_world_state (d.w, d.mn, 2), ==, MAAR_PENDING);
  dmm_unblock (d.w, &d.maar[0]);
  dmm_world_run (d.w, UP + 5 * S);
  assert_complete (&d);
  g_assert_cmpint (d.mn->handover->t_ready, ==, UP + 3 * T0 + ROUND);
  dmm_world_free (d.w);
}

/* The serving MAAR was answered in part and asks no more: the PBA counts
 * however late it is. */
static void
test_late_without_copies (void)
{
  struct dmm_config config = dmm_world_config ();
  struct signal late;
  struct dialogue d;

  config.retransmit_updates = false;
  d = dialogue_begin (config);
  dmm_world_run (d.w, UP + 2 * STAR_A - 1);
  block (dmm_world_router (d.w, 1), &d.cmd);
  dmm_world_run (d.w, UP + 10 * S);
  unblock (dmm_world_router (d.w, 1), &d.cmd);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 1);
  late = *dmm_last (d.w, "PBA", &d.maar[0], &d.cmd, NULL);
  dmm_repeat (d.w, &late);
  dmm_world_run (d.w, UP + 11 * S);
  assert_complete (&d);
  g_assert_cmpuint (updates_to (&d, 0), ==, 1);
  dmm_world_free (d.w);
}

/* The end of a session is nobody's copy: the CMD repeats it all the same. */
static void
test_close_is_repeated (void)
{
  struct dmm_config config = patient ();
  struct dialogue d;

  config.retransmit_updates = false;
  d = dialogue_begin (config);
  dmm_world_run (d.w, 25 * S);
  access_leave (d.mn);
  while (dmm_world_bce (d.mn))
    dmm_world_run (d.w, sim_now (d.w->sim) + 100 * MS);
  lose_until (&d, &d.maar[0], sim_now (d.w->sim) + MS);
  dmm_world_run (d.w, sim_now (d.w->sim) + 20 * S);
  g_assert_null (dmm_world_session (d.w, d.mn, 0));
  dmm_world_free (d.w);
}

/* ---- retransmission by the CMD ------------------------------------- */

/* The leg that failed is repeated alone, at the CMD's own time. */
static void
test_leg (void)
{
  struct dialogue d = dialogue_begin (with_own_schedule (patient (), 5));

  lose_until (&d, &d.maar[0], UP + STAR_A + 2 * TC);
  dmm_world_run (d.w, UP + 5 * S);
  assert_complete (&d);
  g_assert_cmpuint (updates_to (&d, 0), ==, 3);
  g_assert_cmpuint (updates_to (&d, 1), ==, 1);
  for (unsigned i = 0; i < 2; i++)
    g_assert_cmpint (ready_for (&d, i), ==, UP + 3 * TC + ROUND);
  g_assert_cmpuint (dmm_count_class (d.w, SIGNALING_RETRANSMISSION), ==, 2);
  dmm_world_free (d.w);
}

/* After TC (1 + 2 + 4) it gives up: the previous MAAR is behind but stays on
 * the list, the serving MAAR is answered without it, the handover is not
 * complete; the next refresh tries again. */
static void
test_give_up (void)
{
  struct dialogue d = dialogue_begin (with_own_schedule (patient (), 2));
  sim_time given_up = UP + STAR_A + 7 * TC;
  const struct p_maar *p;
  struct mh_message pba;

  lose_until (&d, &d.maar[0], given_up + STAR_A);
  p = cmd_find_previous (dmm_world_bce (d.mn), &d.maar[0]);
  g_assert_cmpstr (p_maar_state_name (p->state), ==, "behind");
  g_assert_cmpuint (updates_to (&d, 0), ==, 3);
  g_assert_cmpint (dmm_last (d.w, "PBA", &d.cmd, &d.maar[2], &pba)->at, ==,
                   given_up);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (mh_count (&pba, OPTION_PREVIOUS_MAAR), ==, 1);
  g_assert_cmpint (dmm_world_state (d.w, d.mn, 2), ==, MAAR_SERVING);
  g_assert_cmpint (dmm_world_state (d.w, d.mn, 0), ==, MAAR_PREVIOUS);
  g_assert_cmpint (d.mn->handover->outcome, ==, HANDOVER_FAILED);
  dmm_world_run (d.w, 60 * S);
  g_assert_cmpuint (updates_to (&d, 0), ==, 4);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 2);
  g_assert_cmpstr (p_maar_state_name (p->state), ==, "current");
  dmm_world_free (d.w);
}

/* ---- the aggregation timeout --------------------------------------- */

#define T_AGG (500 * MS)

/* One leg is late: the other flow waits for the timeout, not for it. */
static void
test_one_late (gconstpointer retransmits)
{
  struct dmm_config config = dmm_world_config ();
  struct dialogue d;

  config.retransmit_updates = GPOINTER_TO_INT (retransmits);
  d = dialogue_begin (config);
  lose_until (&d, &d.maar[0], UP + T_AGG);
  dmm_world_run (d.w, 60 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 2);
  g_assert_cmpint (ready_for (&d, 1), ==, UP + T_AGG + 2 * STAR_A);
  if (config.retransmit_updates)
    g_assert_cmpint (ready_for (&d, 0), ==, UP + T0 + ROUND);
  else /* nobody asks until the refresh, half a lifetime after the PBU */
    g_assert_cmpint (ready_for (&d, 0), ==, UP + 30 * S + ROUND);
  dmm_world_free (d.w);
}

/* Answered in part, the serving MAAR hears nothing when the CMD gives up: there
 * is nothing new. */
static void
test_no_news (void)
{
  struct dialogue d
      = dialogue_begin (with_own_schedule (dmm_world_config (), 2));
  sim_time given_up = UP + STAR_A + 7 * TC;

  lose_until (&d, &d.maar[0], given_up + 5 * S);
  g_assert_cmpint (dmm_last (d.w, "PBA", &d.cmd, &d.maar[2], NULL)->at, ==,
                   UP + STAR_A + T_AGG);
  g_assert_null (dmm_world_bce (d.mn)->request);
  dmm_world_free (d.w);
}

/* What the CMD sends later, nobody acknowledges: lost, it waits for the
 * refresh. */
static void
test_late_answer_lost (void)
{
  struct dialogue d = dialogue_begin (dmm_world_config ());

  lose_until (&d, &d.maar[0], UP + T_AGG);
  dmm_world_run (d.w, UP + T0);
  lose_until (&d, &d.maar[2], UP + 10 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 1);
  g_assert_false (cmd_is_updating (dmm_world_bce (d.mn)));
  dmm_world_run (d.w, 60 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 2);
  g_assert_cmpint (ready_for (&d, 0), ==, UP + 30 * S + 2 * STAR_A);
  dmm_world_free (d.w);
}

/* ---- refusals ------------------------------------------------------ */

/* Third attachment; the first MAAR knows nothing of the node any more. */
static struct dialogue
begin_with_refusal (gconstpointer mode, enum dmm_refusals refusals)
{
  struct dmm_config config = dmm_world_config ();
  struct dialogue d;

  config.mode = GPOINTER_TO_INT (mode);
  config.refusals = refusals;
  d = dialogue_begin (config);
  maar_enter (dmm_world_session (d.w, d.mn, 0), MAAR_GONE);
  dmm_world_run (d.w, UP + S);
  return d;
}

/* How many the serving MAAR was sent; @last: the last of them. */
static unsigned
refusals_told (const struct dialogue *d, const struct signal **last)
{
  unsigned n = 0;

  for (guint j = 0; j < d->w->heard.signals->len; j++)
    {
      const struct signal *s
          = &g_array_index (d->w->heard.signals, struct signal, j);

      if (!s->sent || s->class != SIGNALING_ERROR
          || !address_equal (&s->destination, &d->maar[2]))
        continue;
      *last = s;
      n++;
    }
  return n;
}

/* Merged: status 0, the others named.  A proxy has promised the tunnel before:
 * it stands until the refresh. */
static void
test_merged (gconstpointer mode)
{
  struct dialogue d = begin_with_refusal (mode, DMM_REFUSALS_MERGED);
  bool proxy = GPOINTER_TO_INT (mode) == DMM_PROXY;
  const struct signal *last;

  g_assert_cmpuint (refusals_told (&d, &last), ==, 0);
  g_assert_cmpint (d.mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (dmm_world_bce (d.mn)->previous->len, ==, 1);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==,
                    proxy ? 2 : 1);
  dmm_world_run (d.w, 60 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 1);
  dmm_world_free (d.w);
}

/* Reported: one PBA more, with the status and what is not forwarded; the
 * registration stands, the tunnel does not. */
static void
test_reported (gconstpointer mode)
{
  struct dialogue d = begin_with_refusal (mode, DMM_REFUSALS_REPORTED);
  const struct mh_option *named;
  struct mh_message pba;
  const struct signal *told;

  g_assert_cmpuint (refusals_told (&d, &told), ==, 1);
  g_assert_cmpint (d.mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (dmm_world_state (d.w, d.mn, 2), ==, MAAR_SERVING);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 1);
  g_assert_cmpint (mh_decode (told->octets, told->n, &told->source,
                              &told->destination, &pba),
                   ==, MH_OK);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_NOT_LMA_FOR_THIS_MN);
  named = mh_find (&pba, OPTION_PREVIOUS_MAAR, 0);
  g_assert_true (address_equal (&named->previous_maar.maar, &d.maar[0]));
  dmm_world_run (d.w, 60 * S);
  g_assert_cmpuint (maar_n_previous (dmm_world_session (d.w, d.mn, 2)), ==, 1);
  dmm_world_free (d.w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dmm/relayed-once/rounds-of-2-plus-2k", test_rounds);
  g_test_add_func ("/dmm/relayed-once/old-rounds-do-not-count", test_old_round);
  g_test_add_func ("/dmm/relayed-once/late-is-better-than-never",
                   test_late_without_copies);
  g_test_add_func ("/dmm/relayed-once/the-end-is-repeated",
                   test_close_is_repeated);
  g_test_add_func ("/dmm/cmd-retransmits/one-leg-alone", test_leg);
  g_test_add_func ("/dmm/cmd-retransmits/gives-up-and-tries-at-refresh",
                   test_give_up);
  g_test_add_data_func ("/dmm/aggregation/one-late/cmd-retransmits",
                        GINT_TO_POINTER (true), test_one_late);
  g_test_add_data_func ("/dmm/aggregation/one-late/relayed-once",
                        GINT_TO_POINTER (false), test_one_late);
  g_test_add_func ("/dmm/aggregation/no-second-answer-without-news",
                   test_no_news);
  g_test_add_func ("/dmm/aggregation/late-answer-lost-waits-for-refresh",
                   test_late_answer_lost);
  add_per_mode ("/dmm/refusal/merged", test_merged);
  add_per_mode ("/dmm/refusal/reported", test_reported);
  return g_test_run ();
}
