/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every message of a handover, in every mode, with and without retransmission
 * by the CMD: lost once, said twice, or late, behind the next handover's.  In
 * the end all stand where they would have stood, and when the node has gone
 * nothing is left. */
#include <string.h>

#include "tests/protocol/dmm-world.h"

#define HANDOVER (20 * S) /* the one that is looked at, to router 2 */
#define NEXT (30 * S)     /* to router 3 */
#define REFRESHED (90 * S)

enum mishap
{
  LOST,
  TWICE,
  LATE_WITHIN, /* while the next handover is under way */
  LATE_AFTER   /* after it */
};

struct course
{
  struct dmm_config config;
  enum mishap mishap;
  struct dmm_world *w;
  struct mobile_node *mn;
};

static unsigned
last_router (const struct course *c)
{
  return c->mishap >= LATE_WITHIN ? 3 : 2;
}

/* ---- the course ---------------------------------------------------- */

static void
course_begin (struct course *c)
{
  struct domain_config domain = common_config ();

  c->w = dmm_star_new (&domain, &c->config, 4);
  c->mn = dmm_world_walk (c->w, 2);
  dmm_world_go (c->w, c->mn, 2);
}

/* Messages that the handover takes: struct signal, as sent. */
static GArray *
messages_of (struct dmm_config config)
{
  struct course c = { .config = config };
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (struct signal));

  course_begin (&c);
  dmm_world_run (c.w, HANDOVER + S);
  for (guint i = 0; i < c.w->heard.signals->len; i++)
    {
      struct signal s = g_array_index (c.w->heard.signals, struct signal, i);

      if (s.sent && s.transaction == c.mn->handover->id
          && (g_str_equal (s.name, "PBU") || g_str_equal (s.name, "PBA")))
        g_array_append_val (messages, s);
    }
  dmm_world_free (c.w);
  return messages;
}

/* It is sent, and unless it is to be heard twice it gets lost at once. */
static struct signal
pass_message (struct course *c, const struct signal *message)
{
  struct node *from = network_anchor (c->w->sim->network, &message->source);
  struct signal said;

  dmm_world_run (c->w, message->at - 1);
  if (c->mishap != TWICE)
    block (from, &message->destination);
  dmm_world_run (c->w, message->at);
  if (c->mishap != TWICE)
    unblock (from, &message->destination);
  said = *dmm_last (c->w, message->name, &message->source,
                    &message->destination, NULL);
  g_assert_cmpint (said.at, ==, message->at);
  said.node = from;
  return said;
}

static void
course_go_on (struct course *c, const struct signal *said)
{
  if (c->mishap >= LATE_WITHIN)
    {
      dmm_world_run (c->w, NEXT);
      dmm_world_go (c->w, c->mn, 3);
      dmm_world_run (c->w,
                     NEXT + STAR_L2 + (c->mishap == LATE_AFTER ? S : STAR_A));
    }
  if (c->mishap != LOST)
    dmm_repeat (c->w, said);
  dmm_world_run (c->w, REFRESHED);
}

/* ---- what must be -------------------------------------------------- */

static void
assert_stands (const struct course *c)
{
  unsigned last = last_router (c);
  struct cmd_bce *bce = dmm_world_bce (c->mn);
  struct address serving = dmm_world_address (c->w, last);

  g_assert_true (address_equal (&bce->p_coa, &serving));
  g_assert_cmpuint (bce->previous->len, ==, last);
  g_assert_false (cmd_is_updating (bce));
  g_assert_null (bce->request);
  g_assert_cmpuint (bce->cmd->state.entries, ==, 1 + last);
  g_assert_cmpuint (dmm_previous (c->w), ==, last);
  g_assert_cmpint (c->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  g_assert_cmpuint (c->mn->handover->previous_anchors, ==, last);
  for (unsigned i = 0; i <= last; i++)
    {
      struct maar_session *session = dmm_world_session (c->w, c->mn, i);
      bool serves = i == last;

      g_assert_cmpint (session->state, ==,
                       serves ? MAAR_SERVING : MAAR_PREVIOUS);
      g_assert_cmpuint (maar_n_previous (session), ==, serves ? last : 0);
      g_assert_cmpuint (node_tunnels (session->maar->entity.node), ==,
                        serves ? last : 1);
    }
}

/* The mishap took place: so often did the octets arrive. */
static void
assert_arrived (const struct course *c, const struct signal *said)
{
  static const unsigned times[]
      = { [LOST] = 0, [TWICE] = 2, [LATE_WITHIN] = 1, [LATE_AFTER] = 1 };
  unsigned arrived = 0;

  for (guint i = 0; i < c->w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (c->w->heard.signals, struct signal, i);

      arrived += !s->sent && address_equal (&s->destination, &said->destination)
                 && s->n == said->n && !memcmp (s->octets, said->octets, s->n);
    }
  g_assert_cmpuint (arrived, ==, times[c->mishap]);
}

/* A message heard twice makes nobody say more, but that its order is old. */
static void
assert_no_echo (const struct course *c, uint32_t transaction, unsigned expected)
{
  unsigned said = 0;

  for (guint i = 0; i < c->w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (c->w->heard.signals, struct signal, i);

      said += s->sent && s->transaction == transaction
              && s->class != SIGNALING_ERROR && strcmp (s->name, "RA") != 0;
    }
  g_assert_cmpuint (said, ==, expected);
}

/* The node is gone: lifetimes end all of it. */
static void
assert_nothing_left (struct course *c)
{
  struct cmd *cmd = ((struct dmm *)c->w->domain->architecture_state)->cmd;

  access_leave (c->mn);
  dmm_world_run (c->w, REFRESHED + 200 * S);
  g_assert_null (dmm_world_bce (c->mn));
  g_assert_cmpuint (cmd->closing->len, ==, 0);
  g_assert_cmpuint (cmd->state.entries, ==, 0);
  g_assert_cmpuint (dmm_previous (c->w), ==, 0);
  for (unsigned i = 0; i < 4; i++)
    {
      g_assert_null (dmm_world_session (c->w, c->mn, i));
      g_assert_cmpuint (node_tunnels (dmm_world_router (c->w, i + 1)), ==, 0);
    }
}

/* ---- all of them --------------------------------------------------- */

static void
meet (struct dmm_config config, const struct signal *message,
      enum mishap mishap, unsigned expected)
{
  struct course c = { .config = config, .mishap = mishap };
  struct signal said;

  g_test_message ("%s at %.6f s, mishap %d, CMD retransmits %d", message->name,
                  (double)message->at / 1e9, mishap, config.retransmit_updates);
  course_begin (&c);
  said = pass_message (&c, message);
  course_go_on (&c, &said);
  assert_arrived (&c, &said);
  if (mishap == TWICE)
    assert_no_echo (&c, said.transaction, expected);
  assert_stands (&c);
  assert_nothing_left (&c);
  dmm_world_free (c.w);
}

static void
meet_each (struct dmm_config config, unsigned expected)
{
  GArray *messages = messages_of (config);

  g_assert_cmpuint (messages->len, ==, expected);
  for (guint i = 0; i < messages->len; i++)
    for (enum mishap mishap = LOST; mishap <= LATE_AFTER; mishap++)
      meet (config, &g_array_index (messages, struct signal, i), mishap,
            expected);
  g_array_unref (messages);
}

/* k = 2: 2 + 2k messages, 1 + 3k, 2 + 2k. */
static const unsigned messages_in[]
    = { [DMM_RELAY] = 6, [DMM_LOCATOR] = 7, [DMM_PROXY] = 6 };

static void
test_each (gconstpointer mode)
{
  struct dmm_config config = dmm_world_config ();

  config.mode = GPOINTER_TO_INT (mode);
  meet_each (config, messages_in[config.mode]);
}

static void
test_each_relayed (gconstpointer mode)
{
  struct dmm_config config = dmm_world_config ();

  config.mode = GPOINTER_TO_INT (mode);
  config.retransmit_updates = false;
  meet_each (config, messages_in[config.mode]);
}

static void
test_each_separate (void)
{
  struct dmm_config config = dmm_world_config ();

  config.aggregate = false;
  meet_each (config, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_per_mode ("/dmm/each-message/lost-twice-late", test_each);
  add_per_mode ("/dmm/each-message/cmd-does-not-retransmit", test_each_relayed);
  g_test_add_func ("/dmm/each-message/not-aggregated", test_each_separate);
  return g_test_run ();
}
