/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Return routability under attack (RFC 4225 4.1, 4.2; RFC 6275 15.4): who does
 * not see what the correspondent sends to the victim's home address has no home
 * keygen token, who does not see what it sends to the care-of address claimed
 * has no care-of keygen token, and without both there is no key. */
#include <string.h>

#include "models/attack/attacker.h"
#include "models/codec/auth.h"

/* As long an attacker waits for answers to its tests. */
#define PATIENCE SIM_SECOND

struct test
{
  bool heard;
  uint16_t nonce_index;
  uint8_t cookie[8], token[AUTH_TOKEN_SIZE];
};

struct routability
{
  struct attacker *attacker;
  struct mobile_node *victim;
  struct address home, care_of, correspondent;
  const struct node *target;
  bool release; /* deletes the binding: by the home token alone */
  struct test home_test, care_of_test;
  struct timer timer;
};

static void
make_up (struct attacker *attacker, uint8_t *octets, size_t n)
{
  for (size_t i = 0; i < n; i++)
    octets[i] = (uint8_t)gsl_rng_uniform_int (attacker->rng, 256);
}

/* ---- tests --------------------------------------------------------- */

static void
send_test (struct routability *r, enum mh_type type, struct test *test,
           const struct address *source)
{
  struct forgery forgery = { .victim = r->victim,
                             .source = *source,
                             .destination = r->correspondent,
                             .end = ATTACK_END_BLACKHOLE,
                             .asks = true };

  test->heard = false;
  make_up (r->attacker, test->cookie, sizeof test->cookie);
  mh_init (&forgery.message, type);
  memcpy (forgery.message.routability.cookie, test->cookie,
          sizeof test->cookie);
  attacker_send (r->attacker, &forgery);
}

/* ---- the update ---------------------------------------------------- */

/* What has not been heard is guessed. */
static void
complete (struct attacker *attacker, struct test *test)
{
  if (!test->heard)
    make_up (attacker, test->token, sizeof test->token);
}

static void
set_end (const struct routability *r, struct forgery *forgery)
{
  const struct attacker *attacker = r->attacker;
  const struct forge_config *config = attacker->config->kind.config;

  forgery->end = ATTACK_END_BLACKHOLE;
  if (r->release)
    return;
  forgery->gateway = attacker->to;
  if (!config->nobody)
    forgery->end = attacker->to == attacker->node ? ATTACK_END_ATTACKER
                                                  : ATTACK_END_THIRD_PARTY;
}

static void
send_update (struct routability *r)
{
  struct attacker *attacker = r->attacker;
  struct forgery forgery = { .victim = r->victim,
                             .source = r->care_of,
                             .destination = r->correspondent,
                             .target = r->target };
  struct mh_option *indices;
  uint8_t kbm[AUTH_KBM_SIZE];

  complete (attacker, &r->home_test);
  complete (attacker, &r->care_of_test);
  set_end (r, &forgery);
  mh_init (&forgery.message, MH_BU);
  forgery.message.bu.flags = BU_A;
  forgery.message.bu.sequence = attacker_sequence (attacker);
  if (r->release)
    forgery.source = r->home;
  else
    {
      forgery.home_source = r->home;
      forgery.message.bu.lifetime = mobility_lifetime_units (
          attacker->domain->config.protocol.binding_lifetime);
    }
  indices = mh_add (&forgery.message, OPTION_NONCE_INDICES);
  indices->nonce_index.home = r->home_test.nonce_index;
  indices->nonce_index.care_of = r->care_of_test.nonce_index;
  auth_binding_key (r->home_test.token,
                    r->release ? NULL : r->care_of_test.token, kbm);
  attacker_send_signed (attacker, &forgery, kbm);
}

static void
give_up_waiting (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  send_update (subject);
}

void
routability_init (struct attacks *attacks)
{
  attacks->give_up = engine_kind (attacks->domain->sim->engine,
                                  "attack-give-up", give_up_waiting);
}

/* ---- the course ---------------------------------------------------- */

static bool
routability_begin (struct routability *r, struct mobile_node *victim)
{
  struct attacker *attacker = r->attacker;
  const struct mobility_entity *cn
      = attacker_find_target (attacker, ATTACK_CORRESPONDENT, victim);

  r->victim = victim;
  r->home = attacker_home_address (victim);
  r->care_of = attacker_diversion (attacker);
  r->release = !attacker->kind->diverts;
  if (!cn || address_is_unspecified (&r->home)
      || address_is_unspecified (&r->care_of))
    return false;
  r->correspondent = cn->address;
  r->target = cn->node;
  return true;
}

bool
routability_strike (struct attacker *attacker, struct mobile_node *victim)
{
  struct sim *sim = attacker->domain->sim;
  struct routability *r = attacker->tests;

  if (!r)
    {
      r = attacker->tests = g_new0 (struct routability, 1);
      r->attacker = attacker;
    }
  if (!routability_begin (r, victim))
    return false;
  timer_set (sim->engine, &r->timer, sim_now (sim) + PATIENCE,
             node_origin (attacker->node), attacker->attacks->give_up, r);
  send_test (r, MH_HOTI, &r->home_test, &r->home);
  if (!r->release)
    send_test (r, MH_COTI, &r->care_of_test, &r->care_of);
  return true;
}

static void
take_test (struct test *test, const struct mh_message *answer)
{
  if (memcmp (test->cookie, answer->routability.cookie, sizeof test->cookie)
      != 0)
    return;
  test->heard = true;
  test->nonce_index = answer->routability.nonce_index;
  memcpy (test->token, answer->routability.token, sizeof test->token);
}

void
routability_hear (struct attacker *attacker, const struct heard *heard)
{
  struct engine *engine = attacker->domain->sim->engine;
  struct routability *r = attacker->tests;

  if (!r || !timer_armed (engine, &r->timer))
    return;
  if (heard->message->type == MH_HOT)
    take_test (&r->home_test, heard->message);
  else if (heard->message->type == MH_COT)
    take_test (&r->care_of_test, heard->message);
  if (!r->home_test.heard || (!r->release && !r->care_of_test.heard))
    return;
  timer_stop (engine, &r->timer);
  send_update (r);
}

void
routability_free (struct routability *tests)
{
  g_free (tests);
}
