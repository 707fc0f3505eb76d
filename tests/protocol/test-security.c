/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protected signalling between entities that registered something, and whoever
 * sends what they did not. */
#include <string.h>

#include "models/codec/auth.h"
#include "models/security/security.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/lma-dialogue.h"

#define SOME_TIME (20 * SIM_MILLISECOND)

static struct domain_config
secured (enum security_signaling signaling)
{
  struct domain_config config = world_config ();

  config.security.signaling = signaling;
  return config;
}

static const struct signal *
last_sent (struct dialogue *d, const char *name)
{
  return world_sent (d->w, name, world_count (d->w, name) - 1);
}

/* @signal from the far router's node, whoever it says it is from; false: the
 * LMA did not answer. */
static bool
inject (struct dialogue *d, const struct signal *signal, enum next_header next)
{
  struct node *liar = world_router (d->w, WORLD_FAR)->node;
  struct ipv6_header header = { .source = signal->source,
                                .destination = signal->destination,
                                .next_header = (uint8_t)next,
                                .hop_limit = 64 };
  struct packet *p
      = packet_new (d->w->sim->network, PACKET_SIGNALING, signal->n);
  unsigned answers = world_count (d->w, "PBA");

  memcpy (packet_append (p, signal->n), signal->octets, signal->n);
  packet_push_ipv6 (p, &header);
  node_send (liar, p);
  world_run (d->w, sim_now (d->w->sim) + 4 * SOME_TIME);
  return world_count (d->w, "PBA") > answers;
}

/* A de-registration in the name of MAG 0, signed with @key, or not at all. */
static struct signal
forge (struct dialogue *d, uint32_t spi, const char *key)
{
  struct parts parts = known (d, HI_UNKNOWN);
  struct signal forged = { .source = world_mag (d->w, 0)->entity.address,
                           .destination = d->lma->entity.address };
  const struct auth_association with
      = { AUTH_MN_HA, spi, { (const uint8_t *)key, 16 } };
  const struct auth_addresses addresses
      = { .care_of = forged.source, .peer = forged.destination };
  static const uint8_t zeros[AUTH_AUTHENTICATOR_SIZE];
  struct mh_message pbu;
  struct mh_option *option;

  parts.lifetime = 0;
  compose (d, &parts, &pbu);
  if (key)
    {
      option = mh_add (&pbu, OPTION_MESSAGE_AUTHENTICATION);
      option->authentication.subtype = AUTH_MN_HA;
      option->authentication.spi = spi;
      option->authentication.data = (struct view){ zeros, sizeof zeros };
    }
  forged.n = mh_encode (&pbu, &forged.source, &forged.destination,
                        forged.octets, sizeof forged.octets);
  if (key)
    g_assert_cmpint (auth_sign_message (forged.octets, forged.n, &with,
                                        &addresses, &forged.source,
                                        &forged.destination),
                     ==, AUTH_OK);
  return forged;
}

/* Registered by MAG 0. */
static struct dialogue *
registered (const struct domain_config *config)
{
  struct dialogue *d = dialogue_new_with (config);

  ask (d, 0, &good, NULL);
  g_assert_cmpuint (world_count (d->w, "PBA"), ==, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  return d;
}

/* ---- the option, RFC 4285 5 ---------------------------------------- */

static void
accepts_what_is_signed (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  const struct mh_option *option;
  struct mh_message pbu;

  world_last (d->w, "PBU", &pbu);
  option = &pbu.options[pbu.n_options - 1];
  g_assert_cmpuint (option->type, ==, OPTION_MESSAGE_AUTHENTICATION);
  g_assert_cmpuint (option->authentication.spi, ==, 256);
  g_assert_cmpuint (option->authentication.data.n, ==, 12);
  assert_dropped (d->w, UNAUTHENTIC, 0);
  dialogue_free (d);
}

/* "should silently discard" */
static void
discards_without_option (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  const struct signal forged = forge (d, 0, NULL);

  g_assert_false (inject (d, &forged, NEXT_MH));
  assert_dropped (d->w, UNAUTHENTIC, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* 5.1.1: MIPV6-AUTH-FAIL */
static void
refuses_wrong_key (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  const struct signal forged = forge (d, 256, "a guess, no more.");
  struct mh_message pba;

  g_assert_true (inject (d, &forged, NEXT_MH));
  world_last (d->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.status, ==, 146);
  assert_dropped (d->w, UNAUTHENTIC, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

static void
discards_unknown_spi (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  const struct signal forged = forge (d, 257, "a guess, no more.");

  g_assert_false (inject (d, &forged, NEXT_MH));
  assert_dropped (d->w, UNAUTHENTIC, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* 5.1.1: "does not have shared-key-based mobility SA ... MUST discard" */
static void
discards_without_association (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  struct signal forged = *last_sent (d, "PBU");

  forged.source = world_router (d->w, WORLD_FAR)->node->address;
  g_assert_false (inject (d, &forged, NEXT_MH));
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* The registration of @d, replaced by a later one, is sent again. */
static bool
replays (struct dialogue *d, enum next_header next)
{
  const struct signal old = *last_sent (d, "PBU");
  struct parts parts = known (d, HI_NO_CHANGE);

  ask (d, 0, &parts, NULL);
  return inject (d, &old, next);
}

/* What was signed once is signed for ever: order is what tells. */
static void
order_refuses_replay (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  struct mh_message pba;

  g_assert_true (replays (d, NEXT_MH));
  world_last (d->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_TIMESTAMP_LOWER);
  dialogue_free (d);
}

static void
unchecked_order_accepts_replay (void)
{
  struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d;
  struct mh_message pba;

  config.security.replay = REPLAY_UNCHECKED;
  d = registered (&config);
  g_assert_true (replays (d, NEXT_MH));
  world_last (d->w, "PBA", &pba);
  g_assert_cmpuint (pba.ba.status, ==, STATUS_ACCEPTED);
  dialogue_free (d);
}

/* ---- ESP ----------------------------------------------------------- */

static void
esp_refuses_plain (void)
{
  const struct domain_config config = secured (SECURITY_ESP);
  struct dialogue *d = registered (&config);
  const struct signal forged = forge (d, 0, NULL);

  g_assert_false (inject (d, &forged, NEXT_MH));
  assert_dropped (d->w, UNAUTHENTIC, 1);
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* RFC 4303 3.4.3 */
static void
esp_window_refuses_replay (void)
{
  const struct domain_config config = secured (SECURITY_ESP);
  struct dialogue *d = registered (&config);

  g_assert_false (replays (d, NEXT_ESP));
  assert_dropped (d->w, UNAUTHENTIC, 1);
  dialogue_free (d);
}

static void
esp_unchecked_accepts_replay (void)
{
  struct domain_config config = secured (SECURITY_ESP);
  struct dialogue *d;

  config.security.replay = REPLAY_UNCHECKED;
  d = registered (&config);
  g_assert_true (replays (d, NEXT_ESP));
  assert_dropped (d->w, UNAUTHENTIC, 0);
  dialogue_free (d);
}

static void
esp_refuses_each_octet_changed (void)
{
  struct domain_config config = secured (SECURITY_ESP);
  struct dialogue *d = registered (&config);
  const struct signal whole = *last_sent (d, "PBU");

  for (size_t i = 0; i < whole.n; i++)
    {
      struct signal changed = whole;

      changed.octets[i] ^= 1;
      if (i < 8) /* a sequence number that is new */
        changed.octets[4] ^= 1;
      g_assert_false (inject (d, &changed, NEXT_ESP));
      assert_dropped (d->w, UNAUTHENTIC, i + 1);
    }
  dialogue_free (d);
}

static void
esp_refuses_each_truncation (void)
{
  struct domain_config config = secured (SECURITY_ESP);
  struct dialogue *d;
  struct signal cut;

  config.security.replay = REPLAY_UNCHECKED;
  d = registered (&config);
  cut = *last_sent (d, "PBU");
  while (cut.n-- > 0)
    g_assert_false (inject (d, &cut, NEXT_ESP));
  g_assert_cmpuint (bces (d), ==, 1);
  dialogue_free (d);
}

/* ---- what it costs ------------------------------------------------- */

static void
verification_takes_its_time (void)
{
  struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d;

  config.security.verification = 3 * SIM_MILLISECOND;
  d = registered (&config);
  g_assert_cmpint (last_sent (d, "PBA")->at - last_sent (d, "PBU")->at, ==,
                   WORLD_A + 3 * SIM_MILLISECOND);
  dialogue_free (d);
}

/* RFC 7296 1.2: two round trips; then what waits leaves, in its order. */
static void
first_messages_wait_for_ikev2 (void)
{
  struct domain_config config = secured (SECURITY_ESP);
  struct mh_message pbu;
  struct dialogue *d;
  sim_time begin;

  config.security.setup = SETUP_IKEV2;
  config.security.setup_processing = 7 * SIM_MILLISECOND;
  d = dialogue_new_with (&config);
  begin = sim_now (d->w->sim);
  for (unsigned i = 0; i < 2; i++)
    {
      compose (d, &good, &pbu);
      ask_with (d, 0, &pbu, 0, NULL);
    }
  g_assert_cmpuint (world_count (d->w, "PBU"), ==, 0);
  world_run (d->w, begin + SIM_SECOND);
  g_assert_cmpuint (world_count (d->w, "PBU"), ==, 2);
  g_assert_cmpint (world_sent (d->w, "PBU", 0)->at - begin, ==,
                   4 * WORLD_A + 7 * SIM_MILLISECOND);
  g_assert_cmpuint (wire_get32 (world_sent (d->w, "PBU", 1)->octets + 4), ==,
                    2);
  dialogue_free (d);
}

/* ---- who may, and how much ----------------------------------------- */

/* RFC 5213 8.9: the node is not attached to MAG 0. */
static void
policy_refuses_strange_gateway (void)
{
  struct domain_config config = world_config ();
  struct dialogue *d;

  config.security.policy = POLICY_ATTACHMENT;
  d = dialogue_new_with (&config);
  assert_status (d, 0, &good, 154);
  g_assert_cmpuint (bces (d), ==, 0);
  dialogue_free (d);
}

static void
rate_limit_drops_the_rest (void)
{
  struct domain_config config = world_config ();
  struct mh_message pbu;
  struct dialogue *d;

  config.security.has_rate_limit = true;
  config.security.rate_limit = (struct rate_limit_config){ 1, 3 };
  d = dialogue_new_with (&config);
  for (unsigned i = 0; i < 5; i++)
    {
      compose (d, &good, &pbu);
      ask_with (d, 0, &pbu, 0, NULL);
    }
  world_run (d->w, sim_now (d->w->sim) + SIM_SECOND);
  assert_dropped (d->w, RATE_LIMITED, 2);
  g_assert_true (ask (d, 0, &good, NULL));
  assert_dropped (d->w, RATE_LIMITED, 2);
  dialogue_free (d);
}

static unsigned
standing (const struct domain *domain)
{
  const GPtrArray *all = security_associations (domain);
  unsigned n = 0;

  for (guint i = 0; i < all->len; i++)
    n += ((const struct association *)all->pdata[i])->stands;
  return n;
}

/* Who is told that it has no business here gets no key with it. */
static void
strangers_get_no_association (void)
{
  const struct domain_config config = secured (SECURITY_AUTHENTICATION);
  struct dialogue *d = registered (&config);
  struct signal update = { .source = d->w->core->address,
                           .destination = d->lma->entity.address };
  struct mh_message bu;

  mh_init (&bu, MH_BU);
  bu.bu.flags = BU_A | BU_H;
  bu.bu.lifetime = 15;
  update.n = mh_encode (&bu, &update.source, &update.destination, update.octets,
                        sizeof update.octets);
  inject (d, &update, NEXT_MH);
  g_assert_cmpuint (world_count (d->w, "BA"), ==, 1);
  g_assert_cmpuint (standing (d->w->domain), ==, 1);
  dialogue_free (d);
}

/* G2: previous MAARs answer the serving one directly (RFC 8885 3.3). */
static void
direct_answer_needs_association (gconstpointer associations)
{
  struct domain_config config = common_config ();
  struct dmm_config dmm = dmm_world_config ();
  bool central = GPOINTER_TO_INT (associations) == ASSOCIATIONS_CENTRAL;
  struct dmm_world *w;

  dmm.mode = DMM_LOCATOR;
  config.security.signaling = SECURITY_AUTHENTICATION;
  config.security.associations = GPOINTER_TO_INT (associations);
  w = dmm_star_new (&config, &dmm, 3);
  dmm_world_walk (w, 2);
  g_assert_cmpuint (network_books (w->sim->network)
                        ->dropped[PACKET_SIGNALING][DROP_UNAUTHENTIC],
                    ==, central ? 1 : 0);
  g_assert_cmpuint (standing (w->domain), ==, central ? 2 : 3);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add_func ("/security/" path, test)
  CASE ("authentication/accepts-what-is-signed", accepts_what_is_signed);
  CASE ("authentication/discards-without-option", discards_without_option);
  CASE ("authentication/refuses-wrong-key", refuses_wrong_key);
  CASE ("authentication/discards-unknown-spi", discards_unknown_spi);
  CASE ("authentication/discards-without-association",
        discards_without_association);
  CASE ("authentication/order-refuses-replay", order_refuses_replay);
  CASE ("authentication/unchecked-order-accepts-replay",
        unchecked_order_accepts_replay);
  CASE ("esp/refuses-plain", esp_refuses_plain);
  CASE ("esp/window-refuses-replay", esp_window_refuses_replay);
  CASE ("esp/unchecked-accepts-replay", esp_unchecked_accepts_replay);
  CASE ("esp/refuses-each-octet-changed", esp_refuses_each_octet_changed);
  CASE ("esp/refuses-each-truncation", esp_refuses_each_truncation);
  CASE ("cost/verification-takes-its-time", verification_takes_its_time);
  CASE ("cost/first-messages-wait-for-ikev2", first_messages_wait_for_ikev2);
  CASE ("policy/refuses-strange-gateway", policy_refuses_strange_gateway);
  CASE ("rate-limit/drops-the-rest", rate_limit_drops_the_rest);
  CASE ("associations/strangers-get-none", strangers_get_no_association);
#undef CASE
  g_test_add_data_func ("/security/associations/direct-answer-is-taken",
                        GINT_TO_POINTER (ASSOCIATIONS_ALL),
                        direct_answer_needs_association);
  g_test_add_data_func ("/security/associations/direct-answer-is-refused",
                        GINT_TO_POINTER (ASSOCIATIONS_CENTRAL),
                        direct_answer_needs_association);
  return g_test_run ();
}
