/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts at the CMD and room for state: queues, pacing and capacities are the
 * closed forms (doc/models/control-load.md) to the nanosecond and the message.
 */
#include "tests/protocol/dmm-world.h"

#define STAY (10 * S)
#define SERVICE (2 * MS)
#define GAP (8 * MS) /* theta */
#define PREVIOUS 3   /* k */

/* A star of PREVIOUS + 1 access routers and @n nodes that have been at the
 * first PREVIOUS of them; they go to the last one at the end of STAY *
 * PREVIOUS, all at once. */
struct train
{
  struct dmm_world *w;
  struct mobile_node *nodes[16];
  unsigned n;
  sim_time arrival; /* of the PBUs at the CMD, but for queueing */
};

static void
train_go (struct train *t, unsigned router)
{
  for (unsigned i = 0; i < t->n; i++)
    dmm_world_go (t->w, t->nodes[i], router);
}

/* @domain comes into force with the last handover: those before it cost
 * nothing. */
static struct train
train_new (const struct domain_config *domain, const struct dmm_config *config,
           unsigned n)
{
  struct train t = { .n = n };
  struct processing_config processing = domain->processing;
  struct domain_config quick = *domain;

  quick.processing.central = 0;
  t.w = dmm_star_new (&quick, config, PREVIOUS + 1);
  t.arrival = PREVIOUS * STAY + STAR_L2 + STAR_A;
  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("mn%u", i);

      t.nodes[i] = dmm_world_node (t.w, name);
    }
  for (unsigned i = 0; i < PREVIOUS; i++)
    {
      train_go (&t, i);
      dmm_world_run (t.w, (i + 1) * STAY);
    }
  t.w->domain->config.processing = processing;
  train_go (&t, PREVIOUS);
  return t;
}

/* PBUs from the CMD since the last handover began; the @nth from 0, or the last
 * one (-1). */
static sim_time
relayed_at (const struct train *t, int nth)
{
  struct address cmd = dmm_world_cmd (t->w);
  sim_time last = SIM_TIME_NONE;

  for (guint i = 0; i < t->w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (t->w->heard.signals, struct signal, i);

      if (!s->sent || s->at < PREVIOUS * STAY || !g_str_equal (s->name, "PBU")
          || !address_equal (&s->source, &cmd))
        continue;
      last = s->at;
      if (nth-- == 0)
        break;
    }
  return last;
}

static uint64_t
lost_in_queues (const struct train *t)
{
  const struct books *books = network_books (t->w->sim->network);

  return books->dropped[PACKET_SIGNALING][DROP_ENTITY_QUEUE_FULL];
}

static struct domain_config
queueing (int64_t room)
{
  struct domain_config domain = common_config ();

  domain.processing.central = SERVICE;
  domain.processing.model = PROCESSING_QUEUE;
  domain.processing.queue = room;
  return domain;
}

/* ---- queues -------------------------------------------------------- */

/* Without a queue everything is served at once. */
static void
test_delay_model (void)
{
  struct domain_config domain = queueing (0);
  struct dmm_config config = dmm_world_config ();
  struct train t;

  domain.processing.model = PROCESSING_DELAY;
  t = train_new (&domain, &config, 5);
  dmm_world_run (t.w, PREVIOUS * STAY + S);
  g_assert_cmpint (relayed_at (&t, 0), ==, t.arrival + SERVICE);
  g_assert_cmpint (relayed_at (&t, 5 * PREVIOUS - 1), ==, t.arrival + SERVICE);
  g_assert_cmpuint (lost_in_queues (&t), ==, 0);
  dmm_world_free (t.w);
}

/* Messages received alone: PBU i is read after i s, and relayed at once. */
static void
test_first_come_first_served (void)
{
  struct domain_config domain = queueing (INT64_MAX);
  struct dmm_config config = dmm_world_config ();
  struct train t = train_new (&domain, &config, 5);

  dmm_world_run (t.w, PREVIOUS * STAY + S);
  for (int i = 0; i < 5 * PREVIOUS; i++)
    g_assert_cmpint (relayed_at (&t, i), ==,
                     t.arrival + (i / PREVIOUS + 1) * SERVICE);
  dmm_world_free (t.w);
}

/* n (1 + k) s until the last relayed PBU has left, if each is served with its
 * fan-out. */
static void
test_fan_out (void)
{
  struct dmm_config config = dmm_world_config ();

  for (unsigned n = 1; n <= 7; n += 3)
    {
      struct domain_config domain = queueing (INT64_MAX);
      struct train t;

      domain.processing.sending = true;
      t = train_new (&domain, &config, n);
      dmm_world_run (t.w, PREVIOUS * STAY + S);
      g_assert_cmpint (relayed_at (&t, 0), ==, t.arrival + 2 * SERVICE);
      g_assert_cmpint (relayed_at (&t, -1), ==,
                       t.arrival + n * (1 + PREVIOUS) * SERVICE);
      dmm_world_free (t.w);
    }
}

/* One is served, @room wait, the others of the train are lost, and come again
 * after INITIAL_BINDACK_TIMEOUT: all of them are served in the end. */
static void
test_overflow (void)
{
  struct domain_config domain = queueing (3);
  struct dmm_config config = dmm_world_config ();
  struct train t = train_new (&domain, &config, 8);

  dmm_world_run (t.w, t.arrival);
  g_assert_cmpuint (lost_in_queues (&t), ==, 8 - 1 - 3);
  dmm_world_run (t.w, PREVIOUS * STAY + 9 * S);
  for (unsigned i = 0; i < t.n; i++)
    g_assert_cmpint (t.nodes[i]->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (t.w);
}

/* What was to be sent is lost, too: the books hold it. */
static void
test_overflow_of_answers (void)
{
  struct domain_config domain = queueing (1);
  struct dmm_config config = dmm_world_config ();
  struct train t;

  domain.processing.sending = true;
  t = train_new (&domain, &config, 1);
  dmm_world_run (t.w, t.arrival + SERVICE);
  /* Of k PBUs at once one is being sent, one waits. */
  g_assert_cmpuint (lost_in_queues (&t), ==, PREVIOUS - 2);
  dmm_world_run (t.w, PREVIOUS * STAY + 9 * S);
  g_assert_cmpint (t.nodes[0]->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (t.w);
}

/* A message that is being served, or waits, when its entity loses it. */
static void
test_clear (void)
{
  struct domain_config domain = queueing (INT64_MAX);
  struct dmm_config config = dmm_world_config ();
  struct train t = train_new (&domain, &config, 4);
  struct dmm *dmm = t.w->domain->architecture_state;

  dmm_world_run (t.w, t.arrival + SERVICE / 2);
  mobility_service_clear (&dmm->cmd->entity, DROP_NO_LISTENER);
  dmm_world_run (t.w, t.arrival + S / 2);
  g_assert_cmpint (relayed_at (&t, -1), ==, SIM_TIME_NONE);
  dmm_world_run (t.w, PREVIOUS * STAY + 9 * S);
  for (unsigned i = 0; i < t.n; i++)
    g_assert_cmpint (t.nodes[i]->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (t.w);
}

/* ---- pacing -------------------------------------------------------- */

static struct dmm_config
paced (enum dmm_mode mode)
{
  struct dmm_config config = dmm_world_config ();

  config.mode = mode;
  config.paced = true;
  config.pacing.rate = (double)S / GAP;
  config.pacing.burst = 1;
  return config;
}

/* When a packet of the flow anchored at router @i could be delivered, after the
 * trigger. */
static sim_time
recovery (const struct train *t, unsigned i)
{
  const struct mobile_node *mn = t->nodes[0];
  const struct maar_session *anchor = dmm_world_session (t->w, t->nodes[0], i);
  const struct prefix *prefix = prefix_list_at (&anchor->prefixes, 0);
  struct node *serving = dmm_world_router (t->w, PREVIOUS + 1);
  sim_time switched
      = dmm_instant (t->w, TRACE_ANCHOR_SWITCHED, prefix,
                     dmm_world_router (t->w, i + 1), mn->handover->id);
  sim_time ready = dmm_instant (t->w, TRACE_GATEWAY_READY, prefix, serving,
                                mn->handover->id);

  return MAX (switched + STAR_C, ready) + STAR_W - mn->handover->t_trigger;
}

/* The gain over the same without pacing: flow i, from 0, (i) theta in locator
 * and proxy mode; relay all of them (k - 1) theta. */
static void
test_pacing_gain (const void *data)
{
  enum dmm_mode mode = GPOINTER_TO_INT (data);
  struct domain_config domain = common_config ();
  struct dmm_config with = paced (mode), without = paced (mode);
  struct train t, u;

  without.paced = false;
  t = train_new (&domain, &with, 1);
  u = train_new (&domain, &without, 1);
  dmm_world_run (t.w, PREVIOUS * STAY + S);
  dmm_world_run (u.w, PREVIOUS * STAY + S);
  for (unsigned i = 0; i < PREVIOUS; i++)
    {
      g_assert_cmpint (relayed_at (&t, (int)i), ==, t.arrival + i * GAP);
      g_assert_cmpint (recovery (&t, i) - recovery (&u, i), ==,
                       mode == DMM_RELAY ? (PREVIOUS - 1) * GAP : i * GAP);
    }
  dmm_world_free (t.w);
  dmm_world_free (u.w);
}

/* A pacer shared by n nodes: never two PBUs within theta, drained in n k theta
 * less the last gap. */
static void
test_shared_pacer (const void *data)
{
  enum dmm_mode mode = GPOINTER_TO_INT (data);
  struct domain_config domain = common_config ();
  struct dmm_config config = paced (mode);
  struct train t = train_new (&domain, &config, 6);

  dmm_world_run (t.w, PREVIOUS * STAY + S);
  for (int i = 0; i < 6 * PREVIOUS; i++)
    g_assert_cmpint (relayed_at (&t, i), ==, t.arrival + i * GAP);
  g_assert_cmpint (relayed_at (&t, -1), ==,
                   t.arrival + (6 * PREVIOUS - 1) * GAP);
  dmm_world_free (t.w);
}

/* The rate need not divide a second: no drift, none too early. */
static void
test_odd_rate (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = paced (DMM_PROXY);
  struct train t;

  config.pacing.rate = 300;
  t = train_new (&domain, &config, 4);
  dmm_world_run (t.w, PREVIOUS * STAY + S);
  g_assert_cmpint (relayed_at (&t, 11) - t.arrival, >=, 11 * S / 300 - 11);
  g_assert_cmpint (relayed_at (&t, 11) - t.arrival, <=, 11 * S / 300 + 11);
  dmm_world_free (t.w);
}

/* ---- room for state ------------------------------------------------- */

static uint32_t
cmd_entries (const struct train *t)
{
  return dmm_state (t->w, t->w->domain->controller, ROLE_CMD).entries;
}

/* Entries are 1 + k per node: with room for all but one, the last node that
 * moves is refused with 130 and not served, the others are. */
static void
test_cmd_capacity (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct address cmd;
  struct mh_message pba;
  struct train t;
  unsigned failed = 0;

  config.capacity.bindings = 3 * (PREVIOUS + 1) - 1;
  t = train_new (&domain, &config, 3);
  cmd = dmm_world_cmd (t.w);
  dmm_world_run (t.w, PREVIOUS * STAY + S);
  for (unsigned i = 0; i < t.n; i++)
    failed += t.nodes[i]->handover->outcome == HANDOVER_FAILED;
  g_assert_cmpuint (failed, ==, 1);
  g_assert_cmpuint (cmd_entries (&t), ==, config.capacity.bindings);
  g_assert_cmpuint (dmm_count_class (t.w, SIGNALING_ERROR), ==, 1);
  for (guint i = 0; i < t.w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (t.w->heard.signals, struct signal, i);

      if (s->class != SIGNALING_ERROR)
        continue;
      g_assert_cmpint (
          mh_decode (s->octets, s->n, &s->source, &s->destination, &pba), ==,
          MH_OK);
      g_assert_cmpint (pba.ba.status, ==, 130);
      g_assert_true (address_equal (&s->source, &cmd));
    }
  dmm_world_free (t.w);
}

/* A node that has too many previous MAARs is served, and loses the first. */
static void
test_per_node (const void *data)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct train t;

  config.mode = GPOINTER_TO_INT (data);
  config.capacity.per_node = 2;
  t = train_new (&domain, &config, 2);
  dmm_world_run (t.w, PREVIOUS * STAY + S);
  g_assert_cmpuint (cmd_entries (&t), ==, 2 * (1 + 2));
  for (unsigned i = 0; i < t.n; i++)
    {
      g_assert_cmpint (t.nodes[i]->handover->outcome, ==, HANDOVER_COMPLETED);
      g_assert_cmpuint (t.nodes[i]->handover->previous_anchors, ==, 2);
      g_assert_cmpint (dmm_world_state (t.w, t.nodes[i], 0), ==, MAAR_GONE);
      g_assert_cmpint (dmm_world_state (t.w, t.nodes[i], 1), ==, MAAR_PREVIOUS);
    }
  dmm_world_free (t.w);
}

/* A MAAR without a prefix left turns a node away without a word to the CMD, and
 * takes one again when a session has ended. */
static void
test_maar_capacity (void)
{
  struct domain_config domain = common_config ();
  struct dmm_config config = dmm_world_config ();
  struct mobile_node *first, *second;
  struct dmm_world *w;

  domain.protocol.refresh = false;
  config.capacity.prefixes = 1;
  w = dmm_star_new (&domain, &config, 2);
  first = dmm_world_node (w, "first");
  second = dmm_world_node (w, "second");
  dmm_world_go (w, first, 0);
  dmm_world_run (w, S);
  dmm_world_go (w, second, 0);
  dmm_world_run (w, 2 * S);
  g_assert_cmpint (second->handover->outcome, ==, HANDOVER_FAILED);
  g_assert_cmpuint (dmm_count (w, "PBU", second->handover->id), ==, 0);
  g_assert_cmpint (dmm_world_state (w, second, 0), ==, MAAR_GONE);
  dmm_world_go (w, second, 1);
  dmm_world_run (w, 70 * S); /* the first one's lifetime of 60 s is over */
  dmm_world_go (w, second, 0);
  dmm_world_run (w, 71 * S);
  g_assert_cmpint (second->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpint (dmm_world_state (w, first, 0), ==, MAAR_GONE);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control-load/queue/none-by-default", test_delay_model);
  g_test_add_func ("/control-load/queue/first-come-first-served",
                   test_first_come_first_served);
  g_test_add_func ("/control-load/queue/fan-out", test_fan_out);
  g_test_add_func ("/control-load/queue/overflow", test_overflow);
  g_test_add_func ("/control-load/queue/overflow-of-answers",
                   test_overflow_of_answers);
  g_test_add_func ("/control-load/queue/cleared", test_clear);
  add_per_mode ("/control-load/pacing/gain", test_pacing_gain);
  add_per_mode ("/control-load/pacing/shared", test_shared_pacer);
  g_test_add_func ("/control-load/pacing/odd-rate", test_odd_rate);
  g_test_add_func ("/control-load/capacity/cmd", test_cmd_capacity);
  add_per_mode ("/control-load/capacity/per-node", test_per_node);
  g_test_add_func ("/control-load/capacity/maar", test_maar_capacity);
  return g_test_run ();
}
