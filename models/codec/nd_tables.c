/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/nd_tables.h"

#include <glib.h>

/* Messages */

static const struct field ra_fields[] = {
  FIELD (nd_message, hop_limit, "hop_limit", 4, U8),
  FIELD (nd_message, managed, "managed", 5, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (nd_message, other, "other", 5, BITS (1, 6, 1), .form = FORM_BOOL),
  FIELD (nd_message, home_agent, "home_agent", 5, BITS (1, 5, 1),
         .form = FORM_BOOL),
  FIELD (nd_message, router_lifetime, "router_lifetime_s", 6, U16),
  FIELD (nd_message, reachable_time, "reachable_time_ms", 8, U32),
  FIELD (nd_message, retrans_timer, "retrans_timer_ms", 12, U32),
  END,
};

static const struct field ns_fields[] = {
  FIELD (nd_message, target, "target", 8, ADDRESS),
  END,
};

static const struct field na_fields[] = {
  FIELD (nd_message, router, "router", 4, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (nd_message, solicited, "solicited", 4, BITS (1, 6, 1),
         .form = FORM_BOOL),
  FIELD (nd_message, override, "override", 4, BITS (1, 5, 1),
         .form = FORM_BOOL),
  FIELD (nd_message, target, "target", 8, ADDRESS),
  END,
};

static const struct field redirect_fields[] = {
  FIELD (nd_message, target, "target", 8, ADDRESS),
  FIELD (nd_message, destination, "destination", 24, ADDRESS),
  END,
};

static const struct field identifier_fields[] = {
  FIELD (nd_message, identifier, "identifier", 4, U16),
  END,
};

static const struct field reply_fields[] = {
  FIELD (nd_message, identifier, "identifier", 4, U16),
  FIELD (nd_message, home_agents, "home_agents", 8, REST,
         .form = FORM_ADDRESSES),
  END,
};

static const struct field mpa_fields[] = {
  FIELD (nd_message, identifier, "identifier", 4, U16),
  FIELD (nd_message, managed, "managed", 6, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (nd_message, other, "other", 6, BITS (1, 6, 1), .form = FORM_BOOL),
  END,
};

/* RFC 4861 6.1.1: no link-layer address of nobody. */
static enum nd_result
check_rs (const struct nd_message *message, const struct address *source,
          const struct address *destination)
{
  (void)destination;
  if (message->has_link_layer && address_is_unspecified (source))
    return ND_BAD_OPTION;
  return ND_OK;
}

/* RFC 4861 7.1.1 */
static enum nd_result
check_ns (const struct nd_message *message, const struct address *source,
          const struct address *destination)
{
  struct address asked = nd_solicited_node (destination);

  if (address_is_multicast (&message->target))
    return ND_BAD_ADDRESS;
  if (!address_is_unspecified (source))
    return ND_OK;
  if (!address_equal (&asked, destination))
    return ND_BAD_DESTINATION;
  return message->has_link_layer ? ND_BAD_OPTION : ND_OK;
}

/* RFC 4861 7.1.2 */
static enum nd_result
check_na (const struct nd_message *message, const struct address *source,
          const struct address *destination)
{
  (void)source;
  if (address_is_multicast (&message->target))
    return ND_BAD_ADDRESS;
  if (message->solicited && address_is_multicast (destination))
    return ND_BAD_DESTINATION;
  return ND_OK;
}

/* RFC 4861 8.1 */
static enum nd_result
check_redirect (const struct nd_message *message, const struct address *source,
                const struct address *destination)
{
  (void)source;
  (void)destination;
  if (address_is_multicast (&message->destination))
    return ND_BAD_ADDRESS;
  if (!address_is_link_local (&message->target)
      && !address_equal (&message->target, &message->destination))
    return ND_BAD_ADDRESS;
  return ND_OK;
}

/* RFC 6275 6.6: whole addresses. */
static enum nd_result
check_reply (const struct nd_message *message, const struct address *source,
             const struct address *destination)
{
  (void)source;
  (void)destination;
  if (message->home_agents.n % sizeof (struct address) != 0)
    return ND_BAD_ADDRESS;
  return ND_OK;
}

static const struct nd_row rows[] = {
  [ND_ROUTER_SOLICITATION] = { .name = "RS",
                               .long_name = "Router Solicitation",
                               .size = 8,
                               .on_link = true,
                               .check = check_rs,
                               .source = "RFC 4861 4.1" },
  [ND_ROUTER_ADVERTISEMENT] = { .name = "RA",
                                .long_name = "Router Advertisement",
                                .size = 16,
                                .on_link = true,
                                .link_local_source = true,
                                .fields = ra_fields,
                                .source = "RFC 4861 4.2" },
  [ND_NEIGHBOR_SOLICITATION] = { .name = "NS",
                                 .long_name = "Neighbor Solicitation",
                                 .size = 24,
                                 .on_link = true,
                                 .fields = ns_fields,
                                 .check = check_ns,
                                 .source = "RFC 4861 4.3" },
  [ND_NEIGHBOR_ADVERTISEMENT] = { .name = "NA",
                                  .long_name = "Neighbor Advertisement",
                                  .size = 24,
                                  .on_link = true,
                                  .fields = na_fields,
                                  .check = check_na,
                                  .source = "RFC 4861 4.4" },
  [ND_REDIRECT] = { .name = "Redirect",
                    .long_name = "Redirect",
                    .size = 40,
                    .on_link = true,
                    .link_local_source = true,
                    .fields = redirect_fields,
                    .check = check_redirect,
                    .source = "RFC 4861 4.5" },
  [ND_HOME_AGENT_REQUEST]
  = { .name = "HAAD Request",
      .long_name = "Home Agent Address Discovery Request",
      .size = 8,
      .without_options = true,
      .fields = identifier_fields,
      .source = "RFC 6275 6.5" },
  [ND_HOME_AGENT_REPLY] = { .name = "HAAD Reply",
                            .long_name = "Home Agent Address Discovery Reply",
                            .size = 8,
                            .without_options = true,
                            .fields = reply_fields,
                            .check = check_reply,
                            .source = "RFC 6275 6.6" },
  [ND_MOBILE_PREFIX_SOLICITATION] = { .name = "MPS",
                                      .long_name = "Mobile Prefix Solicitation",
                                      .size = 8,
                                      .fields = identifier_fields,
                                      .source = "RFC 6275 6.7" },
  [ND_MOBILE_PREFIX_ADVERTISEMENT]
  = { .name = "MPA",
      .long_name = "Mobile Prefix Advertisement",
      .size = 8,
      .fields = mpa_fields,
      .source = "RFC 6275 6.8" },
};

const struct nd_row *
nd_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (rows) || rows[type].name == NULL)
    return NULL;
  return &rows[type];
}

/* Options */

static const struct field source_link_layer_fields[] = {
  FIELD (nd_message, link_layer, "address", 2, OCTETS (6)),
  END,
};

static const struct field target_link_layer_fields[] = {
  FIELD (nd_message, target_link_layer, "address", 2, OCTETS (6)),
  END,
};

static const struct field mtu_fields[] = {
  FIELD (nd_message, mtu, "mtu", 4, U32),
  END,
};

static const struct field prefix_fields[] = {
  FIELD (nd_prefix, prefix.length, "plen", 2, PREFIX_LENGTH),
  FIELD (nd_prefix, on_link, "on_link", 3, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (nd_prefix, autonomous, "autonomous", 3, BITS (1, 6, 1),
         .form = FORM_BOOL),
  FIELD (nd_prefix, router_address, "router_address", 3, BITS (1, 5, 1),
         .form = FORM_BOOL),
  FIELD (nd_prefix, valid_lifetime, "valid_lifetime_s", 4, U32),
  FIELD (nd_prefix, preferred_lifetime, "preferred_lifetime_s", 8, U32),
  FIELD (nd_prefix, address, "prefix", 16, ADDRESS),
  END,
};

static const struct field interval_fields[] = {
  FIELD (nd_message, interval, "interval_ms", 4, U32),
  END,
};

static const struct field home_agent_fields[] = {
  FIELD (nd_message, home_agent_preference, "preference", 4, U16),
  FIELD (nd_message, home_agent_lifetime, "lifetime_s", 6, U16),
  END,
};

static const struct field map_fields[] = {
  FIELD (nd_map, distance, "distance", 2, BITS (1, 4, 4)),
  FIELD (nd_map, preference, "preference", 2, BITS (1, 0, 4)),
  FIELD (nd_map, allocates, "allocates", 3, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (nd_map, valid_lifetime, "valid_lifetime_s", 4, U32),
  FIELD (nd_map, address, "address", 8, ADDRESS),
  END,
};

static const struct field redirected_fields[] = {
  FIELD (nd_message, redirected, "packet", 8, REST),
  END,
};

/* How many of an option a message holds, and room for one more. */

static unsigned
count_link_layer (const struct nd_message *message)
{
  return message->has_link_layer;
}

static bool
take_link_layer (struct nd_message *message)
{
  message->has_link_layer = true;
  return true;
}

static unsigned
count_target_link_layer (const struct nd_message *message)
{
  return message->has_target_link_layer;
}

static bool
take_target_link_layer (struct nd_message *message)
{
  message->has_target_link_layer = true;
  return true;
}

static unsigned
count_mtu (const struct nd_message *message)
{
  return message->mtu != 0;
}

/* Presence is what the fields say. */
static bool
take_by_fields (struct nd_message *message)
{
  (void)message;
  return true;
}

static unsigned
count_prefixes (const struct nd_message *message)
{
  return message->n_prefixes;
}

static bool
take_prefix (struct nd_message *message)
{
  if (message->n_prefixes == ND_PREFIXES_MAX)
    return false;
  message->n_prefixes++;
  return true;
}

static unsigned
count_interval (const struct nd_message *message)
{
  return message->has_interval;
}

static bool
take_interval (struct nd_message *message)
{
  message->has_interval = true;
  return true;
}

static unsigned
count_home_agent (const struct nd_message *message)
{
  return message->has_home_agent_information;
}

static bool
take_home_agent (struct nd_message *message)
{
  message->has_home_agent_information = true;
  return true;
}

static unsigned
count_maps (const struct nd_message *message)
{
  return message->n_maps;
}

static bool
take_map (struct nd_message *message)
{
  if (message->n_maps == ND_MAPS_MAX)
    return false;
  message->n_maps++;
  return true;
}

static unsigned
count_redirected (const struct nd_message *message)
{
  return message->redirected.n > 0;
}

#define IN_RA ND_IN (ND_ROUTER_ADVERTISEMENT)

const struct nd_option_row nd_option_rows[] = {
  { "Source Link-Layer Address", ND_OPTION_SOURCE_LINK_LAYER, 1,
    ND_IN (ND_ROUTER_SOLICITATION) | IN_RA | ND_IN (ND_NEIGHBOR_SOLICITATION),
    source_link_layer_fields, 0, 0, count_link_layer, take_link_layer },
  { "Target Link-Layer Address", ND_OPTION_TARGET_LINK_LAYER, 1,
    ND_IN (ND_NEIGHBOR_ADVERTISEMENT) | ND_IN (ND_REDIRECT),
    target_link_layer_fields, 0, 0, count_target_link_layer,
    take_target_link_layer },
  { "MTU", ND_OPTION_MTU, 1, IN_RA, mtu_fields, 0, 0, count_mtu,
    take_by_fields },
  { "Prefix Information", ND_OPTION_PREFIX, 4,
    IN_RA | ND_IN (ND_MOBILE_PREFIX_ADVERTISEMENT), prefix_fields,
    offsetof (struct nd_message, prefixes), sizeof (struct nd_prefix),
    count_prefixes, take_prefix },
  { "Advertisement Interval", ND_OPTION_INTERVAL, 1, IN_RA, interval_fields, 0,
    0, count_interval, take_interval },
  { "Home Agent Information", ND_OPTION_HOME_AGENT_INFORMATION, 1, IN_RA,
    home_agent_fields, 0, 0, count_home_agent, take_home_agent },
  { "MAP", ND_OPTION_MAP, 3, IN_RA, map_fields,
    offsetof (struct nd_message, maps), sizeof (struct nd_map), count_maps,
    take_map },
  { "Redirected Header", ND_OPTION_REDIRECTED, 0, ND_IN (ND_REDIRECT),
    redirected_fields, 0, 0, count_redirected, take_by_fields },
};
const size_t nd_option_rows_n = G_N_ELEMENTS (nd_option_rows);

bool
nd_option_is_in (const struct nd_option_row *row, unsigned message_type)
{
  return (row->in & ND_IN (message_type)) != 0;
}

const struct nd_option_row *
nd_option_row (unsigned type, unsigned message_type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (nd_option_rows); i++)
    if (nd_option_rows[i].type == type
        && nd_option_is_in (&nd_option_rows[i], message_type))
      return &nd_option_rows[i];
  return NULL;
}
