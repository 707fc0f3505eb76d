/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of deployed programs: what breaks a rule is counted, and forgiven
 * where the scenario says so.  The rows are models/codec/mh_fault.h. */
#include "models/mobility/kit.h"

enum
{
  AT_BA_FLAGS = 7, /* octet of the Mobility Header */
  ROOM_TO_MEND = 8 /* octets behind a message; a multiple of them keeps the
                      alignment of what is moved */
};

/* ---- counting ------------------------------------------------------ */

bool
mobility_forgives (struct mobility_entity *entity, enum mh_fault fault)
{
  bool forgiven = entity->leniency == MH_REAL_WORLD;
  struct trace_fault record = { .node = entity->node,
                                .role = entity->role,
                                .fault = fault,
                                .forgiven = forgiven };

  if (!(entity->faults & 1u << fault))
    trace_emit (entity->domain->sim->trace, TRACE_FAULT, &record);
  entity->faults |= 1u << fault;
  return forgiven;
}

static void
count_faults (struct mobility_entity *entity, const struct mh_faults *faults)
{
  for (unsigned fault = 0; fault < MH_FAULTS_N; fault++)
    if (faults->set & 1u << fault)
      mobility_forgives (entity, (enum mh_fault)fault);
}

/* ---- octets -------------------------------------------------------- */

static size_t
packet_room_behind (const struct packet *p)
{
  return (size_t)(p->buffer + p->room - (p->head + p->stored));
}

/* Headroom becomes room behind the message. */
static void
packet_make_room (struct packet *p)
{
  if (packet_room_behind (p) >= ROOM_TO_MEND)
    return;
  g_assert (p->head - p->buffer >= ROOM_TO_MEND);
  memmove (p->head - ROOM_TO_MEND, p->head, p->stored);
  p->head -= ROOM_TO_MEND;
}

/* Whoever reads the message from here on reads it as the RFCs have it. */
static void
mend_octets (struct mobility_entity *entity, struct packet *p)
{
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);
  size_t n = packet_ipv6_stored (p);
  struct mh_faults faults;

  packet_make_room (p);
  n = mh_mend (p->head + IPV6_HEADER_SIZE, n, n + packet_room_behind (p),
               &source, &destination, &faults);
  p->stored = (uint32_t)(IPV6_HEADER_SIZE + n);
  wire_put16 (p->head + 4, (unsigned)n);
  count_faults (entity, &faults);
}

/* What made it fail is told, so that one knows what leniency would help. */
static enum mh_result
explain_failure (struct mobility_entity *entity, const struct packet *p,
                 enum mh_result result)
{
  struct mh_faults faults;

  mh_survey (packet_ipv6_payload (p), packet_ipv6_stored (p), &faults);
  count_faults (entity, &faults);
  return result;
}

enum mh_result
mobility_decode (struct mobility_entity *entity, struct packet *p,
                 struct mh_message *message)
{
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);
  enum mh_result result;

  entity->faults = 0;
  if (entity->leniency == MH_REAL_WORLD)
    mend_octets (entity, p);
  result = mh_decode (packet_ipv6_payload (p), packet_ipv6_stored (p), &source,
                      &destination, message);
  if (entity->leniency == MH_REAL_WORLD)
    return result;
  if (result == MH_OK && mh_is_misaligned (message))
    result = MH_BAD_OPTION;
  return result == MH_OK ? MH_OK : explain_failure (entity, p, result);
}

/* ---- acknowledgements ---------------------------------------------- */

static bool
lacks_p (const struct mh_message *pba)
{
  return !(pba->ba.flags & BA_P);
}

static bool
lacks_handoff (const struct mh_message *pba)
{
  return pba->ba.status < STATUS_UNSPECIFIED
         && !mh_find (pba, OPTION_HANDOFF_INDICATOR, 0);
}

static bool
lacks_technology (const struct mh_message *pba)
{
  return pba->ba.status < STATUS_UNSPECIFIED
         && !mh_find (pba, OPTION_ACCESS_TECHNOLOGY, 0);
}

static const struct
{
  enum mh_fault fault;
  bool (*has) (const struct mh_message *pba);
} acknowledgement_faults[] = {
  { MH_FAULT_NO_P, lacks_p },
  { MH_FAULT_NO_HANDOFF, lacks_handoff },
  { MH_FAULT_NO_TECHNOLOGY, lacks_technology },
};

bool
mobility_takes_acknowledgement (struct mobility_entity *entity,
                                struct packet *p, struct mh_message *pba)
{
  for (size_t i = 0; i < G_N_ELEMENTS (acknowledgement_faults); i++)
    if (acknowledgement_faults[i].has (pba)
        && !mobility_forgives (entity, acknowledgement_faults[i].fault))
      return false;
  pba->ba.flags |= BA_P;
  p->head[IPV6_HEADER_SIZE + AT_BA_FLAGS] |= BA_P; /* read again later */
  return true;
}

/* ---- identifiers and prefixes -------------------------------------- */

#define LINK_LAYER_SIZE 6

static bool
read_eui48 (const uint8_t *id, uint8_t link_layer[LINK_LAYER_SIZE])
{
  memcpy (link_layer, id, LINK_LAYER_SIZE);
  return true;
}

/* Zeros, then the address. */
static bool
read_padded_eui48 (const uint8_t *id, uint8_t link_layer[LINK_LAYER_SIZE])
{
  return id[0] == 0 && id[1] == 0 && read_eui48 (id + 2, link_layer);
}

static bool
read_eui64 (const uint8_t *id, uint8_t link_layer[LINK_LAYER_SIZE])
{
  memcpy (link_layer, id, 3);
  memcpy (link_layer + 3, id + 5, 3);
  return id[3] == 0xff && id[4] == 0xfe;
}

/* An interface identifier: RFC 4291 appendix A. */
static bool
read_modified_eui64 (const uint8_t *id, uint8_t link_layer[LINK_LAYER_SIZE])
{
  bool right = read_eui64 (id, link_layer);

  link_layer[0] ^= 0x02;
  return right;
}

static const struct
{
  size_t n;
  bool (*read) (const uint8_t *id, uint8_t link_layer[LINK_LAYER_SIZE]);
} raw_identifiers[] = {
  { 6, read_eui48 },
  { 8, read_modified_eui64 },
  { 8, read_eui64 },
  { 8, read_padded_eui48 },
};

static struct mobile_node *
find_by_link_layer (const struct domain *domain,
                    const uint8_t link_layer[LINK_LAYER_SIZE])
{
  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (domain->mobile_nodes, i);

      if (memcmp (mn->link_layer, link_layer, LINK_LAYER_SIZE) == 0)
        return mn;
    }
  return NULL;
}

struct mobile_node *
mobility_find_raw (struct mobility_entity *entity, const struct view *id)
{
  uint8_t link_layer[LINK_LAYER_SIZE];
  struct mobile_node *mn = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (raw_identifiers) && !mn; i++)
    if (id->n == raw_identifiers[i].n
        && raw_identifiers[i].read (id->octets, link_layer))
      mn = find_by_link_layer (entity->domain, link_layer);
  return mn && mobility_forgives (entity, MH_FAULT_RAW_IDENTIFIER) ? mn : NULL;
}

/* Routed and delivered are prefixes of 64 bits (RFC 4862 5.5.3). */
struct prefix
mobility_prefix (struct mobility_entity *entity, const struct mh_option *option)
{
  unsigned length = option->prefix.length;

  if (length == 128 && mobility_forgives (entity, MH_FAULT_HOST_PREFIX))
    length = 64;
  return prefix_make (&option->prefix.address, (uint8_t)length);
}

/* ---- configuration ------------------------------------------------- */

enum mh_leniency
mobility_leniency_at (const struct domain *domain, const struct node *node)
{
  const struct protocol_config *config = &domain->config.protocol;
  char *const *names = config->lenient_nodes.items;

  for (size_t i = 0; i < config->lenient_nodes.n; i++)
    if (g_str_equal (names[i], node->name))
      return MH_REAL_WORLD;
  return (enum mh_leniency)config->leniency;
}
