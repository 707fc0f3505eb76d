/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of attack: one row each. */
#include "models/attack/attacker.h"

/* ---- parameters ---------------------------------------------------- */

static const char *const target_names[]
    = { "anchor", "previous", "correspondent", NULL };

#define TARGET_ROW                                                            \
  {                                                                           \
    .key = "target", .type = PARAMETER_ENUM,                                  \
    .offset = offsetof (struct forge_config, target),                         \
    .fallback = "\"anchor\"",                                                 \
    .help                                                                     \
        = "who is to believe it: who keeps the registration (CMD, LMA, "      \
          "home agent, MAAR), the previous MAAR that anchors the prefix, or " \
          "the correspondents (RFC 6275 5.2)",                                \
    .choices = target_names                                                   \
  }
#define TO_ROWS                                                             \
  { .key = "to",                                                            \
    .type = PARAMETER_STRING,                                               \
    .offset = offsetof (struct forge_config, to),                           \
    .help = "node whose address becomes the care-of address; default: the " \
            "attacker's own",                                               \
    .flags = PARAMETER_OPTIONAL,                                            \
    .reference = REFERENCE_NODE },                                          \
  {                                                                         \
    .key = "nobody", .type = PARAMETER_BOOL,                                \
    .offset = offsetof (struct forge_config, nobody), .fallback = "false",  \
    .help = "the care-of address is one there that nobody has"              \
  }

static const struct parameter forge_parameters[]
    = { TARGET_ROW, TO_ROWS, { 0 } };
static const struct parameter deregister_parameters[] = { TARGET_ROW, { 0 } };
static const struct parameter attachment_parameters[] = { TO_ROWS, { 0 } };
static const struct parameter no_parameters[] = { { 0 } };

static const struct parameter malformed_parameters[]
    = { TARGET_ROW,
        TO_ROWS,
        { .key = "mutations",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct malformed_config, mutations),
          .fallback = "4",
          .help = "octets replaced by random ones; one in four messages is cut "
                  "short as well",
          .minimum = 0,
          .maximum = 1000 },
        { .key = "checksum",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct malformed_config, checksum),
          .fallback = "true",
          .help = "the checksum is made right again" },
        { 0 } };

static const struct parameter answer_parameters[]
    = { { .key = "status",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct answer_config, status),
          .fallback = "129",
          .help = "of the acknowledgement; below 128: accepted",
          .minimum = 0,
          .maximum = 255 },
        { 0 } };

/* ---- blows --------------------------------------------------------- */

static const struct forge_config *
forge_config (const struct attacker *attacker)
{
  return attacker->config->kind.config;
}

static bool
forge (struct attacker *attacker, struct mobile_node *victim, sim_time lifetime,
       forgery_mutation *mutate)
{
  enum attack_target whom = (enum attack_target)forge_config (attacker)->target;
  const struct mobility_entity *target
      = attacker_find_target (attacker, whom, victim);
  struct forgery forgery = { 0 };

  if (!target
      || !attacker_compose (attacker, target, victim, lifetime, &forgery))
    return false;
  attacker_send_mutated (attacker, &forgery, mutate);
  return true;
}

static bool
forge_strike (struct attacker *attacker, struct mobile_node *victim)
{
  if (forge_config (attacker)->target == ATTACK_CORRESPONDENT)
    return routability_strike (attacker, victim);
  if (victim->router && victim->router->node == attacker->to)
    return false; /* its traffic goes there as it is */
  return forge (attacker, victim,
                attacker->domain->config.protocol.binding_lifetime, NULL);
}

static bool
deregister_strike (struct attacker *attacker, struct mobile_node *victim)
{
  if (forge_config (attacker)->target == ATTACK_CORRESPONDENT)
    return routability_strike (attacker, victim);
  return forge (attacker, victim, 0, NULL);
}

/* In the name of a node that is not attached anywhere. */
static bool
attachment_strike (struct attacker *attacker, struct mobile_node *victim)
{
  return !victim->router
         && forge (attacker, victim,
                   attacker->domain->config.protocol.binding_lifetime, NULL);
}

/* Octets anywhere behind Payload Proto; the type is left alone. */
static size_t
mutate (struct attacker *attacker, uint8_t *octets, size_t n)
{
  const struct malformed_config *config = attacker->config->kind.config;

  for (int64_t i = 0; i < config->mutations; i++)
    octets[gsl_rng_uniform_int (attacker->rng, n)]
        = (uint8_t)gsl_rng_uniform_int (attacker->rng, 256);
  if (gsl_rng_uniform_int (attacker->rng, 4) == 0)
    n = gsl_rng_uniform_int (attacker->rng, n);
  return n;
}

static bool
malformed_strike (struct attacker *attacker, struct mobile_node *victim)
{
  return forge (attacker, victim,
                attacker->domain->config.protocol.binding_lifetime, mutate);
}

/* ---- the table ----------------------------------------------------- */

static const struct attack_kind forge_kind = { .name = "forge",
                                               .strike = forge_strike,
                                               .hear = routability_hear,
                                               .diverts = true };
static const struct attack_kind deregister_kind = { .name = "deregister",
                                                    .strike = deregister_strike,
                                                    .hear = routability_hear };
static const struct attack_kind replay_kind = { .name = "replay",
                                                .strike = replay_strike,
                                                .hear = replay_hear,
                                                .hears_esp = true };
static const struct attack_kind answer_kind
    = { .name = "spoof_answer", .strike = answer_strike, .hear = answer_hear };
static const struct attack_kind solicitation_kind
    = { .name = "flood_solicitations",
        .strike = solicitation_strike,
        .on_a_link = true };
static const struct attack_kind attachment_kind = { .name = "flood_attachments",
                                                    .strike = attachment_strike,
                                                    .diverts = true };
static const struct attack_kind malformed_kind
    = { .name = "malformed", .strike = malformed_strike, .diverts = true };

static const struct variant variants[] = {
  { "forge", "a registration in the victim's name that moves its traffic",
    forge_parameters, sizeof (struct forge_config), &forge_kind },
  { "deregister", "a de-registration in the victim's name",
    deregister_parameters, sizeof (struct forge_config), &deregister_kind },
  { "replay",
    "a registration of the victim that passed the tap and is no longer true, "
    "sent once more",
    no_parameters, sizeof (struct forge_config), &replay_kind },
  { "spoof_answer",
    "an acknowledgement in the anchor's name: of what passes the tap at once, "
    "and blindly at each blow",
    answer_parameters, sizeof (struct answer_config), &answer_kind },
  { "flood_solicitations",
    "Router Solicitations of link-layer addresses made up, from a mobile node",
    no_parameters, sizeof (struct forge_config), &solicitation_kind },
  { "flood_attachments",
    "registrations of victims that are attached nowhere, for the state they "
    "leave",
    attachment_parameters, sizeof (struct forge_config), &attachment_kind },
  { "malformed", "forged registrations with octets replaced or cut off",
    malformed_parameters, sizeof (struct malformed_config), &malformed_kind }
};

const struct variant *const attack_variants[]
    = { &variants[0], &variants[1], &variants[2], &variants[3],
        &variants[4], &variants[5], &variants[6], NULL };
