/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Attackers in dialogue with entities: the octets that each kind of attack
 * sends, and what is believed of them. */
#include <string.h>

#include "models/attack/attacker.h"
#include "models/codec/nd.h"
#include "models/invariants.h"
#include "tests/protocol/distributed-world.h"
#include "tests/protocol/mipv6-scene.h"

#define ATTACK (40 * SIM_SECOND) /* when it begins */

/* ---- attackers ----------------------------------------------------- */

/* What was forged, as whole packets. */
struct onslaught
{
  struct domain *domain;
  struct attack_config config;
  struct malformed_config own; /* of the kind; begins with that of forge */
  struct answer_config answer; /* of spoof_answer */
  struct attacks *attacks;
  GPtrArray *sent; /* GBytes */
};

static void
hear (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_forgery *forgery = record;
  struct onslaught *o = data;

  g_assert_true (forgery->packet->meter.forged);
  g_ptr_array_add (
      o->sent, g_bytes_new (forgery->packet->head, forgery->packet->stored));
}

static const struct variant *
kind (const char *name)
{
  for (const struct variant *const *v = attack_variants; *v; v++)
    if (g_str_equal ((*v)->name, name))
      return *v;
  g_assert_not_reached ();
}

/* One blow of the kind, by who is at @node; for tests to change. */
static struct onslaught *
onslaught_new (struct domain *domain, const char *name, struct node *node)
{
  struct onslaught *o = g_new0 (struct onslaught, 1);

  o->domain = domain;
  o->config.node = node->name;
  o->config.at = ATTACK;
  o->config.duration = SIM_TIME_NONE;
  o->config.every = (struct law){ .kind = LAW_CONSTANT };
  o->config.kind.chosen = kind (name);
  o->config.kind.config = &o->own;
  o->sent = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  trace_listen (domain->sim->trace, TRACE_FORGED, hear, o);
  return o;
}

static void
onslaught_begin (struct onslaught *o)
{
  GError *error = NULL;

  o->attacks = attacks_start (o->domain, &o->config, 1, &error);
  g_assert_no_error (error);
}

static void
onslaught_free (struct onslaught *o)
{
  attacks_free (o->attacks);
  g_ptr_array_unref (o->sent);
  g_free (o);
}

/* The @nth packet forged: its message decoded, its header. */
static struct ipv6_header
read_forged (const struct onslaught *o, guint nth, struct mh_message *message)
{
  struct ipv6_header header = { 0 };
  const uint8_t *octets;
  gsize n;

  g_assert_cmpuint (nth, <, o->sent->len);
  octets = g_bytes_get_data (g_ptr_array_index (o->sent, nth), &n);
  memcpy (header.source.octet, octets + 8, 16);
  memcpy (header.destination.octet, octets + 24, 16);
  header.next_header = octets[6];
  g_assert_cmpuint (header.next_header, ==, NEXT_MH);
  g_assert_cmpint (mh_decode (octets + IPV6_HEADER_SIZE, n - IPV6_HEADER_SIZE,
                              &header.source, &header.destination, message),
                   ==, MH_OK);
  return header;
}

#define assert_address(a, b) g_assert_cmpmem ((a).octet, 16, (b).octet, 16)

static void
assert_holds (const struct domain *domain)
{
  GError *error = NULL;

  domain_holds_invariants (domain, &error);
  g_assert_no_error (error);
}

/* ---- PMIPv6 -------------------------------------------------------- */

/* The node at router 0 from 0 s on, its LMA. */
struct stage
{
  struct world *w;
  struct mobile_node *mn;
};

static struct stage
stage_new (const struct domain_config *config)
{
  struct stage stage = { .w = world_new_pmipv6 (config) };

  stage.mn = world_add_node (stage.w, "mn", 1);
  access_enter (stage.mn, world_router (stage.w, 0));
  world_run (stage.w, SIM_SECOND);
  return stage;
}

static struct bce *
binding_of (struct world *w, struct mobile_node *mn)
{
  return lma_node_get (world_lma (w), mn)->entries;
}

static struct bce *
bce_of (const struct stage *stage)
{
  return binding_of (stage->w, stage->mn);
}

static struct address
mag_address (const struct stage *stage, unsigned i)
{
  return world_mag (stage->w, i)->entity.address;
}

static void
assert_registered_at (const struct stage *stage, unsigned i)
{
  struct address mag = mag_address (stage, i);

  g_assert_nonnull (bce_of (stage));
  assert_address (bce_of (stage)->proxy_coa, mag);
}

static void
test_forge (void)
{
  struct domain_config config = world_config ();
  struct stage stage = stage_new (&config);
  struct onslaught *o = onslaught_new (stage.w->domain, "forge", stage.w->cn);
  struct address lma = world_lma (stage.w)->entity.address;
  struct address rogue = mag_address (&stage, 2);
  struct ipv6_header header;
  struct mh_message pbu;

  o->own.forge.to = world_router (stage.w, 2)->node->name;
  onslaught_begin (o);
  world_run (stage.w, ATTACK + SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, 1);
  header = read_forged (o, 0, &pbu);
  assert_address (header.source, rogue);
  assert_address (header.destination, lma);
  g_assert_cmpuint (pbu.type, ==, MH_BU);
  g_assert_cmphex (pbu.bu.flags, ==, BU_A | BU_P);
  g_assert_nonnull (mh_find (&pbu, OPTION_MN_IDENTIFIER, 0));
  g_assert_nonnull (mh_find (&pbu, OPTION_TIMESTAMP, 0));
  assert_registered_at (&stage, 2);
  assert_holds (stage.w->domain);
  onslaught_free (o);
  world_free (stage.w);
}

static void
test_deregister (void)
{
  struct domain_config config = world_config ();
  struct stage stage = stage_new (&config);
  struct onslaught *o
      = onslaught_new (stage.w->domain, "deregister", stage.w->cn);
  struct mh_message pbu;

  onslaught_begin (o);
  world_run (stage.w, ATTACK + SIM_SECOND);
  assert_address (read_forged (o, 0, &pbu).source, mag_address (&stage, 0));
  g_assert_cmpuint (pbu.bu.lifetime, ==, 0);
  world_run (stage.w, ATTACK + 20 * SIM_SECOND); /* no more in hold */
  g_assert_null (bce_of (&stage));
  assert_holds (stage.w->domain);
  onslaught_free (o);
  world_free (stage.w);
}

/* What was said at router 0 is said again when the node is at router 1. */
static void
test_replay (gconstpointer replay)
{
  struct domain_config config = world_config ();
  struct stage stage;
  struct onslaught *o;
  struct mh_message first, again;
  bool checked = GPOINTER_TO_INT (replay) == REPLAY_CHECKED;

  config.security.replay = GPOINTER_TO_INT (replay);
  stage = (struct stage){ .w = world_new_pmipv6 (&config) };
  stage.mn = world_add_node (stage.w, "mn", 1);
  o = onslaught_new (stage.w->domain, "replay", stage.w->cn);
  o->config.tap = stage.w->core->name;
  o->config.at = 0;
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 40 };
  onslaught_begin (o);
  access_enter (stage.mn, world_router (stage.w, 0));
  world_run (stage.w, 2 * SIM_SECOND);
  access_move (stage.mn, world_router (stage.w, 1));
  world_run (stage.w, 3 * SIM_SECOND);
  assert_registered_at (&stage, 1);
  world_run (stage.w, ATTACK + SIM_SECOND);
  assert_address (read_forged (o, 0, &again).source, mag_address (&stage, 0));
  g_assert_cmpint (mh_decode (world_sent (stage.w, "PBU", 0)->octets,
                              world_sent (stage.w, "PBU", 0)->n, NULL, NULL,
                              &first),
                   ==, MH_OK);
  g_assert_cmpuint (again.bu.sequence, ==, first.bu.sequence);
  assert_registered_at (&stage, checked ? 1 : 0);
  assert_holds (stage.w->domain);
  onslaught_free (o);
  world_free (stage.w);
}

/* Nothing is stale: nothing is said. */
static void
test_replay_needs_a_move (void)
{
  struct domain_config config = world_config ();
  struct stage stage = { .w = world_new_pmipv6 (&config) };
  struct onslaught *o = onslaught_new (stage.w->domain, "replay", stage.w->cn);

  stage.mn = world_add_node (stage.w, "mn", 1);
  o->config.tap = stage.w->core->name;
  o->config.at = 0;
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 40 };
  onslaught_begin (o);
  access_enter (stage.mn, world_router (stage.w, 0));
  world_run (stage.w, 10 * ATTACK);
  g_assert_cmpuint (world_count (stage.w, "PBU"), >, 2); /* refreshes */
  g_assert_cmpuint (o->sent->len, ==, 0);
  onslaught_free (o);
  world_free (stage.w);
}

/* The MAG believes a refusal that comes before the LMA's answer. */
static void
test_spoof_answer (void)
{
  struct domain_config config = world_config ();
  struct world *w = world_new_pmipv6 (&config);
  struct onslaught *o = onslaught_new (w->domain, "spoof_answer", w->core);
  struct mobile_node *mn = world_add_node (w, "mn", 1);
  struct mh_message pba;
  struct ipv6_header header;

  o->answer.status = STATUS_PROHIBITED;
  o->config.kind.config = &o->answer;
  o->config.at = 0;
  o->config.duration = 6 * SIM_SECOND;
  onslaught_begin (o);
  world_run (w, SIM_SECOND);
  access_enter (mn, world_router (w, 0));
  world_run (w, 2 * SIM_SECOND);
  header = read_forged (o, 0, &pba);
  assert_address (header.source, world_lma (w)->entity.address);
  assert_address (header.destination, world_mag (w, 0)->entity.address);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_PROHIBITED);
  g_assert_cmpstr (bul_state_name (mag_find (world_mag (w, 0), mn)->state), ==,
                   bul_state_name (BUL_UNREGISTERED));
  g_assert_nonnull (binding_of (w, mn));
  assert_holds (w->domain);
  onslaught_free (o);
  world_free (w);
}

static void
test_flood_attachments (void)
{
  enum
  {
    ABSENT = 7
  };
  struct domain_config config = world_config ();
  struct world *w = world_new_pmipv6 (&config);
  struct onslaught *o = onslaught_new (w->domain, "flood_attachments", w->cn);
  struct mobile_node *absent[ABSENT];
  unsigned n = 0;

  for (unsigned i = 0; i < ABSENT; i++)
    {
      g_autofree char *name = g_strdup_printf ("absent%u", i);

      absent[i] = world_add_node (w, name, 1);
    }
  o->own.forge.to = world_router (w, 2)->node->name;
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 0.001 };
  o->config.duration = (ABSENT - 1) * SIM_MILLISECOND;
  onslaught_begin (o);
  world_run (w, ATTACK + SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, ABSENT - 1);
  for (unsigned i = 0; i < ABSENT; i++)
    n += binding_of (w, absent[i]) != NULL;
  g_assert_cmpuint (n, ==, ABSENT - 1);
  assert_holds (w->domain);
  onslaught_free (o);
  world_free (w);
}

/* An advertisement for each, the binding is left alone. */
static void
test_flood_solicitations (void)
{
  struct domain_config config = world_config ();
  struct stage stage = stage_new (&config);
  struct onslaught *o
      = onslaught_new (stage.w->domain, "flood_solicitations", stage.mn->node);
  unsigned advertised, registered;

  world_add_node (stage.w, "other", 1); /* whom nothing is done to */
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 0.01 };
  o->config.duration = 100 * SIM_MILLISECOND;
  onslaught_begin (o);
  world_run (stage.w, ATTACK - SIM_SECOND);
  advertised = world_count (stage.w, "RA");
  registered = world_count (stage.w, "PBU");
  world_run (stage.w, ATTACK + SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, 10);
  g_assert_cmpuint (world_count (stage.w, "RA") - advertised, ==, 10);
  g_assert_cmpuint (world_count (stage.w, "PBU"), ==, registered);
  assert_registered_at (&stage, 0);
  onslaught_free (o);
  world_free (stage.w);
}

/* ---- dmm ----------------------------------------------------------- */

/* What the CMD tells a previous MAAR is a word of its own: a replay says both
 * again, to whom they were said. */
static void
test_replay_of_what_is_passed_on (gconstpointer mode)
{
  struct domain_config config = common_config ();
  struct dmm_config dmm = dmm_world_config ();
  struct onslaught *o;
  struct dmm_world *w;
  struct mobile_node *mn;
  struct mh_message pbu;
  struct address serving, cmd;

  config.security.replay = REPLAY_UNCHECKED;
  dmm.mode = GPOINTER_TO_INT (mode);
  w = dmm_star_new (&config, &dmm, 3);
  mn = dmm_world_node (w, "mn");
  o = onslaught_new (w->domain, "replay", dmm_world_router (w, 5));
  o->config.tap = "r0";
  o->config.at = 0;
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 40 };
  onslaught_begin (o);
  for (unsigned i = 0; i < 3; i++)
    {
      dmm_world_go (w, mn, i);
      dmm_world_run (w, (i + 1) * 10 * S);
    }
  dmm_world_run (w, ATTACK + SIM_SECOND);
  serving = dmm_world_address (w, 1);
  cmd = dmm_world_cmd (w);
  g_assert_cmpuint (o->sent->len, ==, 2);
  assert_address (read_forged (o, 0, &pbu).destination,
                  dmm_world_address (w, 0));
  assert_address (mh_find (&pbu, OPTION_SERVING_MAAR, 0)->address, serving);
  assert_address (read_forged (o, 1, &pbu).destination, cmd);
  assert_address (read_forged (o, 1, &pbu).source, serving);
  assert_holds (w->domain);
  onslaught_free (o);
  dmm_world_free (w);
}

/* ---- insiders ------------------------------------------------------ */

/* A MAAR that has been taken over registers at one that it never spoke to: it
 * has an association with it, unless there are none between MAARs. */
static void
test_insider (gconstpointer associations)
{
  struct domain_config config = common_config ();
  struct distributed_config distributed = distributed_config (LOOKUP_HINT);
  bool all = GPOINTER_TO_INT (associations) == ASSOCIATIONS_ALL;
  struct onslaught *o;
  struct dmm_world *w;
  struct mobile_node *mn;
  struct maar_session *session;

  config.security.signaling = SECURITY_AUTHENTICATION;
  config.security.associations = GPOINTER_TO_INT (associations);
  w = distributed_star (&config, &distributed, 3);
  mn = dmm_world_node (w, "mn");
  access_enter (mn, g_ptr_array_index (w->domain->routers, 0));
  dmm_world_run (w, SIM_SECOND);
  access_move (mn, g_ptr_array_index (w->domain->routers, 1));
  dmm_world_run (w, 2 * SIM_SECOND);
  o = onslaught_new (w->domain, "forge", dmm_world_router (w, 3));
  o->config.keys = true;
  onslaught_begin (o);
  dmm_world_run (w, ATTACK + SIM_SECOND);
  session = dmm_world_session (w, mn, 0);
  g_assert_cmpuint (o->sent->len, ==, 1);
  g_assert_nonnull (session);
  g_assert_cmpint (address_equal (&session->serving,
                                  &distributed_maar (w, 2)->entity.address),
                   ==, all);
  assert_holds (w->domain);
  onslaught_free (o);
  dmm_world_free (w);
}

/* ---- malformed ----------------------------------------------------- */

#define BLOWS 3000

static void
set_malformed (struct onslaught *o, const char *to)
{
  o->own.forge.to = (char *)to;
  o->own.mutations = 3;
  o->own.checksum = true;
  o->config.every = (struct law){ .kind = LAW_CONSTANT, .a = 0.001 };
  o->config.duration = BLOWS * SIM_MILLISECOND;
  onslaught_begin (o);
}

static void
test_malformed_pmipv6 (void)
{
  struct domain_config config = world_config ();
  struct stage stage = stage_new (&config);
  struct onslaught *o
      = onslaught_new (stage.w->domain, "malformed", stage.w->cn);

  set_malformed (o, world_router (stage.w, 2)->node->name);
  world_run (stage.w, ATTACK + 4 * SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, BLOWS);
  assert_holds (stage.w->domain);
  onslaught_free (o);
  world_free (stage.w);
}

static void
test_malformed_dmm (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in (GPOINTER_TO_INT (mode));
  struct onslaught *o
      = onslaught_new (w->domain, "malformed", dmm_world_router (w, 5));

  dmm_world_walk (w, 2);
  set_malformed (o, "r3");
  dmm_world_run (w, ATTACK + 4 * SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, BLOWS);
  assert_holds (w->domain);
  onslaught_free (o);
  dmm_world_free (w);
}

static void
test_malformed_mipv6 (void)
{
  struct host_scene *s = host_scene_new ();
  struct onslaught *o;

  host_scene_attach (s, 0);
  o = onslaught_new (s->w->domain, "malformed", s->w->cn);
  set_malformed (o, world_router (s->w, 2)->node->name);
  world_run (s->w, ATTACK + 4 * SIM_SECOND);
  g_assert_cmpuint (o->sent->len, ==, BLOWS);
  assert_holds (s->w->domain);
  onslaught_free (o);
  host_scene_free (s);
}

/* ---- Mobile IPv6 --------------------------------------------------- */

/* A home agent takes any care-of address (RFC 4832 3.1 has no word against it):
 * here one that nobody has. */
static void
test_forge_mipv6 (void)
{
  struct host_scene *s = host_scene_new ();
  struct onslaught *o;
  struct address nobody;

  host_scene_attach (s, 0);
  o = onslaught_new (s->w->domain, "forge", s->w->cn);
  o->own.forge.to = world_router (s->w, 2)->node->name;
  o->own.forge.nobody = true;
  onslaught_begin (o);
  world_run (s->w, ATTACK + SIM_SECOND);
  nobody = prefix_host (
      &(struct prefix){ world_router (s->w, 2)->node->address, 64 }, 0xdead);
  g_assert_cmpuint (o->sent->len, ==, 1);
  assert_address (host_scene_entry (s)->care_of, nobody);
  g_assert_cmpuint (host_scene_data_down (s), ==, 0);
  onslaught_free (o);
  host_scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add_func ("/attack/" path, test)
  CASE ("forged-registration-is-believed", test_forge);
  CASE ("de-registration-is-believed", test_deregister);
  g_test_add_data_func ("/attack/replay/refused-where-order-is-checked",
                        GINT_TO_POINTER (REPLAY_CHECKED), test_replay);
  g_test_add_data_func ("/attack/replay/believed-where-it-is-not",
                        GINT_TO_POINTER (REPLAY_UNCHECKED), test_replay);
  CASE ("replay/needs-what-is-not-true-any-more", test_replay_needs_a_move);
  add_per_mode ("/attack/replay/to-everybody-it-was-said-to",
                test_replay_of_what_is_passed_on);
  CASE ("answer-that-comes-first-is-believed", test_spoof_answer);
  CASE ("attachments-fill-the-cache", test_flood_attachments);
  CASE ("solicitations-are-answered-once-each", test_flood_solicitations);
  g_test_add_data_func ("/attack/insider/has-associations-with-all",
                        GINT_TO_POINTER (ASSOCIATIONS_ALL), test_insider);
  g_test_add_data_func ("/attack/insider/but-where-there-are-none",
                        GINT_TO_POINTER (ASSOCIATIONS_CENTRAL), test_insider);
  CASE ("malformed/pmipv6", test_malformed_pmipv6);
  add_per_mode ("/attack/malformed/dmm", test_malformed_dmm);
  CASE ("malformed/mipv6", test_malformed_mipv6);
  CASE ("home-agent-takes-any-care-of-address", test_forge_mipv6);
  return g_test_run ();
}
