/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_rules.h"

#include <glib.h>
#include <string.h>

#include "models/codec/auth.h"
#include "models/codec/flow.h"
#include "models/codec/ip.h"

#define MN_IDENTIFIER_NAI 1 /* subtype, RFC 4283 3.1 */

static bool
is_deregistration (const struct mh_message *message)
{
  return message->type == MH_BU && message->bu.lifetime == 0;
}

static bool
nonces_without_authorization (const struct mh_message *message,
                              const struct mh_option *option)
{
  (void)option;
  return mh_find (message, OPTION_AUTHORIZATION, 0) == NULL;
}

static bool
is_last (const struct mh_message *message, const struct mh_option *option)
{
  return option == &message->options[message->n_options - 1];
}

static bool
authentication_is_not_last (const struct mh_message *message,
                            const struct mh_option *option)
{
  if (is_last (message, option))
    return false;
  return option->authentication.subtype == AUTH_MN_AAA
         || (option->authentication.subtype == AUTH_MN_HA
             && mh_count (message, option->type) == 1);
}

static bool
aaa_is_in_answer (const struct mh_message *message,
                  const struct mh_option *option)
{
  return message->type == MH_BA
         && option->authentication.subtype == AUTH_MN_AAA;
}

static bool
service_follows_authentication (const struct mh_message *message,
                                const struct mh_option *option)
{
  for (const struct mh_option *o = message->options; o < option; o++)
    if (o->type == OPTION_MESSAGE_AUTHENTICATION)
      return true;
  return false;
}

static bool
service_precedes_nai (const struct mh_message *message,
                      const struct mh_option *option)
{
  const struct mh_option *end = message->options + message->n_options;

  for (const struct mh_option *o = option + 1; o < end; o++)
    if (o->type == OPTION_MN_IDENTIFIER
        && o->mn_identifier.subtype == MN_IDENTIFIER_NAI)
      return true;
  return false;
}

static bool
ipv4_prefix_length_is_0 (const struct mh_message *message,
                         const struct mh_option *option)
{
  (void)message;
  return option->ipv4.length == 0;
}

static bool
replay_is_too_long (const struct mh_message *message,
                    const struct mh_option *option)
{
  (void)message;
  return option->replay.longer;
}

static bool
second_all_zero_prefix (const struct mh_message *message,
                        const struct mh_option *option)
{
  if (message->type != MH_BU
      || !address_is_unspecified (&option->prefix.address))
    return false;
  for (const struct mh_option *o = message->options; o < option; o++)
    if (o->type == option->type && address_is_unspecified (&o->prefix.address))
      return true;
  return false;
}

static bool
binding_identifier_is_0 (const struct mh_message *message,
                         const struct mh_option *option)
{
  (void)message;
  return option->binding.id == 0;
}

static bool
ipv4_is_unicast (const uint8_t octets[4])
{
  return octets[0] != 0 && octets[0] != 127 && octets[0] < 224;
}

/* One without a care-of address means the one of the Binding Update. */
static bool
care_of_is_not_unicast (const struct mh_message *message,
                        const struct mh_option *option)
{
  struct view care_of = option->binding.care_of;
  struct address address;

  if (message->type != MH_BU || care_of.n == 0)
    return false;
  if (care_of.n == 4)
    return !ipv4_is_unicast (care_of.octets);
  memcpy (&address, care_of.octets, sizeof address);
  return !address_is_routable (&address);
}

static bool
flow_summary_lists_0 (const struct mh_message *message,
                      const struct mh_option *option)
{
  struct view ids = option->flow_ids;

  (void)message;
  for (; ids.n >= 2; ids.octets += 2, ids.n -= 2)
    if (wire_get16 (ids.octets) == 0)
      return true;
  return false;
}

static bool
flow_is_0 (const struct mh_message *message, const struct mh_option *option)
{
  (void)message;
  return option->flow.id == 0;
}

static bool
flow_priority_is_0 (const struct mh_message *message,
                    const struct mh_option *option)
{
  (void)message;
  return option->flow.priority == 0;
}

static bool
repeats_suboption (const struct suboption_table *table, struct view rest)
{
  const struct suboption_row *row;
  struct suboption suboption;
  uint32_t seen = 0;

  while (suboption_next (table, &rest, &suboption))
    {
      row = suboption_row (table, suboption.type);
      if (row == NULL || !row->once)
        continue;
      if ((seen >> suboption.type & 1) != 0)
        return true;
      seen |= UINT32_C (1) << suboption.type;
    }
  return false;
}

static bool
flow_repeats_suboption (const struct mh_message *message,
                        const struct mh_option *option)
{
  (void)message;
  return repeats_suboption (&flow_suboptions, option->flow.suboptions);
}

static bool
access_network_repeats_suboption (const struct mh_message *message,
                                  const struct mh_option *option)
{
  (void)message;
  return repeats_suboption (&access_network_suboptions, option->suboptions);
}

static bool
mag_parameters_repeat_suboption (const struct mh_message *message,
                                 const struct mh_option *option)
{
  (void)message;
  return repeats_suboption (&mag_parameters_suboptions, option->suboptions);
}

/* Formats that are not known are no fault: status 133 in the option, RFC 6089
 * 4.2. */
static bool
flow_selector_is_malformed (const struct mh_message *message,
                            const struct mh_option *option)
{
  struct selector selector;

  (void)message;
  return flow_selector (option, &selector) == FLOW_MALFORMED;
}

static bool
address_length_is_not_128 (const struct mh_message *message,
                           const struct mh_option *option)
{
  (void)message;
  return option->prefix.length != 128;
}

static bool
is_all_zero (struct view view)
{
  for (size_t i = 0; i < view.n; i++)
    if (view.octets[i] != 0)
      return false;
  return true;
}

static bool
user_plane_is_missing (const struct mh_message *message,
                       const struct mh_option *option)
{
  return message->type == MH_BA && is_all_zero (option->user_plane);
}

static bool
user_plane_is_given (const struct mh_message *message,
                     const struct mh_option *option)
{
  return message->type == MH_BU && !is_all_zero (option->user_plane);
}

/* One without an address may be for either family. */
static bool
user_plane_repeats_family (const struct mh_message *message,
                           const struct mh_option *option)
{
  unsigned before = 0;

  for (const struct mh_option *o = message->options; o < option; o++)
    if (o->type == option->type)
      {
        if (o->user_plane.n > 0 && o->user_plane.n == option->user_plane.n)
          return true;
        before++;
      }
  return before >= 2;
}

static bool
path_is_reserved (const struct mh_message *message,
                  const struct mh_option *option)
{
  (void)message;
  return option->path.id == 0 || option->path.id == 255;
}

static bool
path_is_bulk_and_overwrite (const struct mh_message *message,
                            const struct mh_option *option)
{
  (void)message;
  return option->path.bulk && option->path.overwrite;
}

static bool
path_overwrites_on_deregistration (const struct mh_message *message,
                                   const struct mh_option *option)
{
  return is_deregistration (message) && option->path.overwrite;
}

#define RULE(option_, broken_, why_, ...)                          \
  {                                                                \
    .option = option_, .broken = broken_, .why = why_, __VA_ARGS__ \
  }

static const struct mh_rule rules[] = {
  RULE (OPTION_NONCE_INDICES, nonces_without_authorization,
        "nonce indices without authorization data (RFC 6275 6.2.6)"),
  RULE (OPTION_MESSAGE_AUTHENTICATION, authentication_is_not_last,
        "message authentication is not the last option (RFC 4285 5)"),
  RULE (OPTION_MESSAGE_AUTHENTICATION, aaa_is_in_answer,
        "MN-AAA authentication in an answer (RFC 4285 5.2)"),
  RULE (OPTION_REPLAY_PROTECTION, replay_is_too_long,
        "replay protection of more than 8 octets (RFC 4285 6)"),
  RULE (OPTION_SERVICE_SELECTION, service_follows_authentication,
        "service selection behind an authentication option (RFC 5149 3)"),
  RULE (OPTION_SERVICE_SELECTION, service_precedes_nai,
        "service selection before the MN-NAI (RFC 5149 3)"),
  RULE (OPTION_HOME_NETWORK_PREFIX, second_all_zero_prefix,
        "more than one ALL_ZERO home network prefix (RFC 5213 6.9.1.1)"),
  RULE (OPTION_IPV4_HOME_ADDRESS, ipv4_prefix_length_is_0,
        "prefix length 0 (RFC 5555 3.1.1)"),
  RULE (OPTION_BINDING_IDENTIFIER, binding_identifier_is_0,
        "binding identifier 0 is reserved (RFC 5648 4.3)"),
  RULE (OPTION_BINDING_IDENTIFIER, care_of_is_not_unicast,
        "care-of address is not routable unicast (RFC 5648 4.4, 6.2)",
        .status = STATUS_MCOA_MALFORMED),
  RULE (OPTION_FLOW_SUMMARY, flow_summary_lists_0,
        "flow identifier 0 is reserved (RFC 6089 4.2)"),
  RULE (OPTION_FLOW_IDENTIFICATION, flow_is_0,
        "flow identifier 0 is reserved (RFC 6089 4.2)"),
  RULE (OPTION_FLOW_IDENTIFICATION, flow_priority_is_0,
        "flow priority 0 is reserved (RFC 6089 4.2)"),
  RULE (OPTION_FLOW_IDENTIFICATION, flow_repeats_suboption,
        "sub-option twice in a flow identification (RFC 6089 4.2.1)"),
  RULE (OPTION_FLOW_IDENTIFICATION, flow_selector_is_malformed,
        "traffic selector malformed, or a range without start (RFC 6088 3)"),
  RULE (OPTION_MAG_IPV6_ADDRESS, address_length_is_not_128,
        "address length is not 128 (RFC 6705 11.1)"),
  RULE (OPTION_ACCESS_NETWORK, access_network_repeats_suboption,
        "sub-option twice in an access network identifier (RFC 6757 3.1)"),
  RULE (OPTION_LMA_USER_PLANE, user_plane_is_missing,
        "no address for the user plane in an answer (RFC 7389 4)"),
  RULE (OPTION_LMA_USER_PLANE, user_plane_is_given,
        "address for the user plane in a request (RFC 7389 4)"),
  RULE (OPTION_LMA_USER_PLANE, user_plane_repeats_family,
        "two addresses of one family for the user plane (RFC 7389 4)"),
  RULE (OPTION_LMA_MAG_PARAMETERS, mag_parameters_repeat_suboption,
        "sub-option twice in LMA-controlled MAG parameters (RFC 8127 3.1)"),
  RULE (OPTION_MAG_MULTIPATH_BINDING, path_is_reserved,
        "binding identifiers 0 and 255 are reserved (RFC 8278 4.1)"),
  RULE (OPTION_MAG_MULTIPATH_BINDING, path_is_bulk_and_overwrite,
        "flags B and O together (RFC 8278 4.1)"),
  RULE (OPTION_MAG_MULTIPATH_BINDING, path_overwrites_on_deregistration,
        "flag O in a de-registration (RFC 8278 4.1)"),
};

const struct mh_rule *
mh_rule (unsigned i)
{
  return i < G_N_ELEMENTS (rules) ? &rules[i] : NULL;
}

const struct mh_rule *
mh_rule_broken (const struct mh_message *message,
                const struct mh_option *option)
{
  for (size_t i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].option == option->type && rules[i].broken (message, option))
      return &rules[i];
  return NULL;
}
