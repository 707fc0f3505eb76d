/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A home link: the prefix that home addresses are from, the agents that serve
 * it, and what they have in common.  Its hosts are those of an access router's
 * subnet; without one it is virtual and all nodes are always away. */
#ifndef DMMSIM_MODELS_MIPV6_HOME_LINK_H
#define DMMSIM_MODELS_MIPV6_HOME_LINK_H

#include "models/ipv6/subnet.h"
#include "models/mipv6/wire.h"

struct ha;
struct ha_entry;
struct ha_request;

struct ha_config
{
  bool dad;                /* RFC 6275 10.3.1 */
  int authentication;      /* enum mipv6_authentication, home registrations */
  int64_t capacity;        /* bindings an agent has room for, 0: no bound */
  sim_time refresh_advice; /* Binding Refresh Advice in BAs, 0: none */
};
extern const char *const authentication_names[];

/* Rows of a parameter table for the struct ha_config @member of @of. */
#define HA_PARAMETERS(of, member) HA_PARAMETERS_WITH (of, member, "true")
#define HA_PARAMETERS_WITH(of, member, home_agent_dad)                      \
  { .key = "home_agent_dad",                                                \
    .type = PARAMETER_BOOL,                                                 \
    .offset = offsetof (of, member.dad),                                    \
    .fallback = home_agent_dad,                                             \
    .help = "the home agent verifies a home address for 1 s before it "     \
            "answers its first registration (RFC 6275 10.3.1)" },           \
      { .key = "authentication",                                            \
        .type = PARAMETER_ENUM,                                             \
        .offset = offsetof (of, member.authentication),                     \
        .fallback = "\"none\"",                                             \
        .help = "of home registrations: none, or the MN-HA mobility "       \
                "message authentication option (RFC 4285 5)",               \
        .choices = authentication_names },                                  \
  {                                                                         \
    .key = "capacity", .type = PARAMETER_INTEGER,                           \
    .offset = offsetof (of, member.capacity), .fallback = "0",              \
    .help = "bindings the home agent has room for, then status 130; 0: no " \
            "bound"                                                         \
  }
#define HA_ADVICE_PARAMETER(of, member)                                    \
  {                                                                        \
    .key = "refresh_advice", .type = PARAMETER_TIME,                       \
    .offset = offsetof (of, member.refresh_advice), .fallback = "\"0 s\"", \
    .help = "interval the home agent advises nodes to refresh at (RFC "    \
            "6275 6.2.4); 0: none"                                         \
  }

/* What differs between the architectures whose agents these are.  NULL:
 * nothing. */
struct ha_ops
{
  unsigned flag; /* of the updates that are for such an agent: BU_H, at a MAP
                    BU_M */
  /* Has the node a live flow on its home address?  Never NULL. */
  bool (*is_live) (const struct ha *ha, const struct mobile_node *mn);
  /* What an update is refused for whoever it is for, or STATUS_ACCEPTED. */
  enum binding_status (*screen) (const struct ha_request *request);
  /* What else a registration is refused for, or STATUS_ACCEPTED; may take from
   * @bu what is to be kept in @request.  @entry: NULL if there is none. */
  enum binding_status (*check) (const struct ha *ha, struct ha_request *request,
                                const struct mh_message *bu,
                                const struct ha_entry *entry);
  /* Further flags and options of an acknowledgement, of any status. */
  void (*answer) (const struct ha *ha, const struct ha_request *request,
                  struct mh_message *ba);
  /* Another way for what is intercepted than the tunnel to the care-of address
   * that @route is. */
  void (*route) (const struct ha_entry *entry, struct route *route);
  /* The entry intercepts for request->care_of, from now on or still. */
  void (*bound) (struct ha_entry *entry, const struct ha_request *request);
  /* It has stopped to. */
  void (*released) (struct ha_entry *entry);
};

struct home_link
{
  struct domain *domain;
  const struct ha_config *config;
  const struct ha_ops *ops;
  void *owner;
  struct prefix prefix;
  const struct subnet *subnet; /* NULL: no hosts */
  GPtrArray *agents; /* struct ha *, owned, most preferred first; at least one
                        when nodes attach */
  event_kind timer;
};

/* Sets the fields; no agents yet.  @subnet: NULL for a virtual link, else
 * @prefix is its own. */
void home_link_init (struct home_link *link, struct domain *domain,
                     const struct ha_config *config, const struct ha_ops *ops,
                     void *owner, const struct prefix *prefix,
                     const struct subnet *subnet);
/* Frees the agents. */
void home_link_clear (struct home_link *link);
/* The agents at @node have lost their binding caches. */
void home_link_restart (struct home_link *link, const struct node *node);
struct ha *home_link_agent (const struct home_link *link, unsigned i);

/* The node's address on the home link. */
struct address home_link_address (const struct home_link *link,
                                  const struct mobile_node *mn);
/* Mobile node of a home address, or NULL. */
struct mobile_node *home_link_find_mn (const struct home_link *link,
                                       const struct address *home_address);
/* The node is on it now. */
bool home_link_is_home (const struct home_link *link,
                        const struct mobile_node *mn);
/* Does any agent take the node's packets on the link? */
bool home_link_intercepts (const struct home_link *link,
                           const struct mobile_node *mn);
/* The node has come to the link, or is known to have left it.  Its packets are
 * delivered there unless they are intercepted. */
void home_link_attached (struct home_link *link, struct mobile_node *mn,
                         uint32_t transaction);
void home_link_detached (struct home_link *link, struct mobile_node *mn);
/* The node has a live flow on its home address now (1), or none any more
 * (-1). */
void home_link_count_live (struct home_link *link, const struct mobile_node *mn,
                           int change);
/* Emits a trace_prefix about the link's prefix for @mn at @point. */
void home_link_trace (const struct home_link *link, unsigned point,
                      struct mobile_node *mn, struct node *at,
                      struct node *gateway, uint32_t transaction);

#endif
