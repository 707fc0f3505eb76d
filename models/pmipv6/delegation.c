/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prefixes delegated for the network behind a node, at both ends (RFC 7148).
 * One IPv6 prefix per session, chosen by the LMA; no IPv4. */
#include "models/pmipv6/lma.h"
#include "models/pmipv6/mag.h"

static void
add_delegated (struct mh_message *message, const struct prefix *prefix)
{
  struct mh_option *option = mh_add (message, OPTION_DELEGATED_PREFIX);

  option->delegated.length = prefix->length;
  option->delegated.prefix
      = (struct view){ prefix->address.octet, sizeof prefix->address.octet };
}

static struct prefix
option_delegated (const struct mh_option *option)
{
  struct address address;

  g_assert (!option->delegated.ipv4);
  memcpy (address.octet, option->delegated.prefix.octets, sizeof address.octet);
  return prefix_make (&address, option->delegated.length);
}

static bool
option_asks_any (const struct mh_option *option)
{
  for (size_t i = 0; i < option->delegated.prefix.n; i++)
    if (option->delegated.prefix.octets[i])
      return false;
  return true;
}

/* ---- LMA, 5.2.2 ---------------------------------------------------- */

static bool
bce_has_delegated (const struct bce *bce, const struct mh_option *option)
{
  struct prefix prefix;

  if (option->delegated.ipv4 || bce->n_delegated == 0)
    return false;
  prefix = option_delegated (option);
  return prefix_equal (&bce->prefixes[bce->n_prefixes], &prefix);
}

/* Delegated to one of the node's sessions?  Any other prefix is another's, or
 * none that may be asked for by name. */
static bool
lma_has_delegated (struct lma *lma, const struct mobile_node *mn,
                   const struct mh_option *option)
{
  for (const struct bce *bce = lma_node_get (lma, mn)->entries; bce;
       bce = bce->next)
    if (bce_has_delegated (bce, option))
      return true;
  return false;
}

enum binding_status
lma_check_delegation (struct lma *lma, const struct lma_request *request)
{
  enum delegation_support support = lma->pmipv6->delegation;
  const struct mh_option *option;

  for (unsigned i = 0;
       (option = mh_find (request->pbu, OPTION_DELEGATED_PREFIX, i)); i++)
    {
      if (support == DELEGATION_UNSUPPORTED)
        return STATUS_ACCEPTED;
      if (support == DELEGATION_REFUSED || !request->mn->logical)
        return STATUS_NOT_AUTHORIZED_FOR_DELEGATED_MNP;
      if (!option_asks_any (option)
          && !lma_has_delegated (lma, request->mn, option))
        return STATUS_DELEGATED_MNP_IN_USE;
    }
  return STATUS_ACCEPTED;
}

static void
bce_take_back (struct bce *bce)
{
  bce_remove_prefix (bce, &bce->prefixes[bce->n_prefixes]);
  bce->n_delegated = 0;
}

void
bce_delegate (struct bce *bce, const struct mh_message *pbu)
{
  bool asked = mh_find (pbu, OPTION_DELEGATED_PREFIX, 0)
               && bce->lma->pmipv6->delegation == DELEGATION_SUPPORTED;

  if (!asked && bce->n_delegated > 0)
    bce_take_back (bce);
  if (!asked || bce->n_delegated > 0)
    return;
  bce_add_prefix (bce, &bce->prefixes[bce->n_prefixes], NULL);
  bce->n_delegated = 1;
}

void
bce_answer_delegation (const struct bce *bce, struct mh_message *pba)
{
  if (bce->n_delegated > 0)
    add_delegated (pba, &bce->prefixes[bce->n_prefixes]);
}

/* ---- MAG, 5.1.2 ---------------------------------------------------- */

void
bul_ask_delegation (const struct bul_entry *entry, struct mh_message *pbu)
{
  static const struct prefix any;

  if (!entry->mn->logical || entry->no_delegation)
    return;
  add_delegated (pbu, entry->delegated.length > 0 ? &entry->delegated : &any);
}

bool
bul_take_delegation (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct mh_option *option = mh_find (pba, OPTION_DELEGATED_PREFIX, 0);
  struct prefix prefix = { .length = 0 };

  if (option && !option->delegated.ipv4)
    prefix = option_delegated (option);
  if (prefix_equal (&prefix, &entry->delegated))
    return false;
  if (entry->delegated.length > 0)
    node_remove_source_route (entry->mag->entity.node, &entry->delegated);
  entry->delegated = prefix;
  return true;
}

/* 177 ends delegation for this session; after 178 the LMA is to choose. */
bool
bul_refuse_delegation (struct bul_entry *entry, const struct mh_message *pba)
{
  if (!entry->mn->logical
      || (pba->ba.status != STATUS_NOT_AUTHORIZED_FOR_DELEGATED_MNP
          && pba->ba.status != STATUS_DELEGATED_MNP_IN_USE))
    return false;
  if (pba->ba.status == STATUS_NOT_AUTHORIZED_FOR_DELEGATED_MNP)
    entry->no_delegation = true;
  else if (entry->delegated.length == 0)
    return false;
  entry->delegated.length = 0;
  return true;
}
