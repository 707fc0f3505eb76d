/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/cn.h"

#include "models/codec/ip.h"
#include "models/mipv6/secret.h"

/* ---- return routability, RFC 6275 9.4 ------------------------------ */

static void
cn_answer_test (struct cn *cn, enum mh_type type,
                const struct mh_message *request, const struct packet *packet)
{
  struct address peer = packet_source (packet);
  uint16_t index = cn_nonce_index (cn);
  struct mh_message answer;

  mh_init (&answer, type);
  answer.routability.nonce_index = index;
  memcpy (answer.routability.cookie, request->routability.cookie,
          sizeof answer.routability.cookie);
  if (type == MH_HOT)
    cn_home_token (cn, &peer, index, answer.routability.token);
  else
    cn_care_of_token (cn, &peer, index, answer.routability.token);
  mobility_send (&cn->entity, &peer, &answer,
                 (enum signaling_class)packet->meter.signaling,
                 packet->meter.transaction);
}

/* ---- a Binding Update ---------------------------------------------- */

struct cn_request
{
  const struct mh_message *bu;
  const struct packet *packet;
  struct address home_address, care_of, sender;
  bool release;
  struct mipv6_key key;
};

/* 5.2.5, 5.2.6: the tokens are made again.  A binding is deleted with the home
 * token alone, over the home address. */
static void
cn_make_key (const struct cn *cn, struct cn_request *request,
             const struct mh_option *indices)
{
  uint8_t home[AUTH_TOKEN_SIZE], care_of[AUTH_TOKEN_SIZE];
  struct mipv6_key *key = &request->key;

  cn_home_token (cn, &request->home_address, indices->nonce_index.home, home);
  cn_care_of_token (cn, &request->care_of, indices->nonce_index.care_of,
                    care_of);
  auth_binding_key (home, request->release ? NULL : care_of, key->octets);
  key->kind = SIGNATURE_BINDING;
  key->addresses.care_of
      = request->release ? request->home_address : request->care_of;
  key->addresses.peer = cn->entity.address;
}

static void
cn_answer (struct cn *cn, const struct cn_request *request,
           enum binding_status status, uint16_t sequence, sim_time lifetime)
{
  struct mipv6_path path
      = { .source = cn->entity.address, .destination = request->sender };
  const struct packet *packet = request->packet;
  bool rejected = status >= STATUS_UNSPECIFIED;
  struct mh_message ba;

  mh_init (&ba, MH_BA);
  ba.ba.status = (uint8_t)status;
  ba.ba.sequence = sequence;
  ba.ba.lifetime = mobility_lifetime_units (lifetime);
  if (!address_equal (&request->sender, &request->home_address))
    path.home_destination = request->home_address;
  mipv6_send (&cn->entity, &path, &ba, &request->key,
              rejected ? SIGNALING_ERROR
                       : (enum signaling_class)packet->meter.signaling,
              packet->meter.transaction);
}

/* 9.5.1: which nonces are no longer known; the care-of one does not matter to
 * a deletion. */
static enum binding_status
cn_check_nonces (const struct cn *cn, const struct cn_request *request,
                 const struct mh_option *indices)
{
  bool home = cn_knows_nonce (cn, indices->nonce_index.home);
  bool care_of
      = request->release || cn_knows_nonce (cn, indices->nonce_index.care_of);

  if (!home && !care_of)
    return STATUS_NONCES_EXPIRED;
  if (!home)
    return STATUS_HOME_NONCE_EXPIRED;
  return care_of ? STATUS_ACCEPTED : STATUS_CARE_OF_NONCE_EXPIRED;
}

/* 9.5.2, 9.5.3. */
static void
cn_act (struct cn *cn, const struct cn_request *request)
{
  const struct mh_message *bu = request->bu;
  struct cn_entry *entry = cn_find (cn, &request->home_address);
  sim_time lifetime
      = MIN (mobility_lifetime (bu->bu.lifetime), MAX_RR_BINDING_LIFETIME);

  if (request->release)
    {
      lifetime = 0;
      if (entry)
        cn_remove (entry);
    }
  else
    {
      entry = cn_bind (cn, &request->home_address, &request->care_of, lifetime);
      entry->order.any = true;
      entry->order.sequence = bu->bu.sequence;
    }
  if (bu->bu.flags & BU_A)
    cn_answer (cn, request, STATUS_ACCEPTED, bu->bu.sequence, lifetime);
}

static void
cn_take_update (struct cn *cn, struct cn_request *request)
{
  const struct mh_option *indices
      = mh_find (request->bu, OPTION_NONCE_INDICES, 0);
  const struct cn_entry *entry = cn_find (cn, &request->home_address);
  uint16_t sequence = request->bu->bu.sequence;
  enum binding_status status;

  if (!indices || !mh_find (request->bu, OPTION_AUTHORIZATION, 0))
    return;
  status = cn_check_nonces (cn, request, indices);
  if (status != STATUS_ACCEPTED)
    {
      cn_answer (cn, request, status, sequence, 0); /* unsigned, 9.5.4 */
      return;
    }
  cn_make_key (cn, request, indices);
  if (mipv6_verify (request->packet, &request->key) != AUTH_OK)
    return;
  if (entry
      && binding_sequence_check (&entry->order, sequence) != STATUS_ACCEPTED)
    cn_answer (cn, request, STATUS_SEQUENCE_OUT_OF_WINDOW,
               entry->order.sequence, 0);
  else
    cn_act (cn, request);
}

/* 9.5.1, 10.3.1: silence without a routable home address; no home agent. */
static void
cn_receive_bu (struct cn *cn, const struct mh_message *bu,
               const struct packet *packet)
{
  const struct mh_option *other = mh_find (bu, OPTION_ALTERNATE_CARE_OF, 0);
  struct cn_request request = { .bu = bu,
                                .packet = packet,
                                .home_address = packet_source (packet),
                                .sender = cn->entity.sender };

  request.care_of = other ? other->address : request.sender;
  request.release = bu->bu.lifetime == 0
                    || address_equal (&request.care_of, &request.home_address);
  if (!address_is_routable (&request.home_address)
      || !address_is_routable (&request.care_of))
    return;
  if (bu->bu.flags & BU_H)
    cn_answer (cn, &request, STATUS_HOME_REGISTRATION_NOT_SUPPORTED,
               bu->bu.sequence, 0);
  else
    cn_take_update (cn, &request);
}

static void
cn_receive (struct mobility_entity *entity, const struct mh_message *message,
            const struct packet *packet)
{
  struct cn *cn = (struct cn *)entity;

  if (message->type == MH_HOTI)
    cn_answer_test (cn, MH_HOT, message, packet);
  else if (message->type == MH_COTI)
    cn_answer_test (cn, MH_COT, message, packet);
  else if (message->type == MH_BU && entity->objection == STATUS_ACCEPTED)
    cn_receive_bu (cn, message, packet);
}

/* ---- life ---------------------------------------------------------- */

static sim_time
no_processing (const struct mobility_entity *entity G_GNUC_UNUSED,
               const struct mh_message *message G_GNUC_UNUSED)
{
  return 0;
}

struct cn *
cn_new (struct mipv6 *mipv6, struct node *node)
{
  struct domain *domain = mipv6->domain;
  struct cn *cn = g_new0 (struct cn, 1);

  cn->mipv6 = mipv6;
  cn->bindings = prefix_table_new ();
  cn->timer = engine_kind (domain->sim->engine, "cn-timer", cn_entry_expire);
  mipv6_secret (domain->sim, "kcn", node->name, 0, cn->kcn, sizeof cn->kcn);
  cn->entity.serves_hosts = true;
  cn->entity.recognises = MOBILITY_TYPE (MH_HOTI) | MOBILITY_TYPE (MH_COTI);
  cn->entity.knows_binding = cn_knows_binding;
  cn->entity.processing = no_processing;
  mobility_entity_init_at (&cn->entity, domain, node, ROLE_CN, cn_receive,
                           &node->address);
  mobility_take_extensions (domain, node);
  cn_init_routes (cn);
  mobility_count_change (&cn->count, &cn->entity, 0, 0);
  return cn;
}

void
cn_free (struct cn *cn)
{
  prefix_table_free (cn->bindings, g_free);
  g_free (cn);
}
