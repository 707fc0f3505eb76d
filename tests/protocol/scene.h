/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entity of each kind among strangers: Mobility Headers are sent to it octet
 * by octet, its answers are heard as whole packets. */
#ifndef DMMSIM_TESTS_PROTOCOL_SCENE_H
#define DMMSIM_TESTS_PROTOCOL_SCENE_H

#include <string.h>

#include "tests/protocol/describe.h"

/* ---- scene --------------------------------------------------------- */

enum kind
{
  KIND_MAG,
  KIND_LMA,
  KIND_MAAR,
  KIND_CMD,
  KINDS
};
static const char *const kind_names[] = { "mag", "lma", "maar", "cmd" };

/* An entity with a node registered, and a stranger who hears the answers. */
struct scene
{
  struct world *pmipv6;
  struct dmm_world *dmm;
  struct sim *sim;
  struct mobile_node *mn;
  struct node *stranger;
  struct address target;
  GPtrArray *answers; /* GBytes: whole packets that came to the stranger */
};

static inline void
hear_answer (struct node *node, struct packet *p, void *data)
{
  g_ptr_array_add (data, g_bytes_new (p->head, p->stored));
  packet_consume (node, p);
}

static inline void
scene_listen (struct scene *s)
{
  s->answers = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  node_set_handler (s->stranger, NEXT_MH, hear_answer, s->answers);
  node_set_handler (s->stranger, NEXT_ICMPV6, hear_answer, s->answers);
}

/* Lifetimes so long that nothing happens by itself. */
static inline struct domain_config
quiet (struct domain_config config)
{
  config.protocol.binding_lifetime = 36000 * S;
  return config;
}

static inline void
scene_set_pmipv6 (struct scene *s, enum kind kind)
{
  struct domain_config config = quiet (world_config ());
  struct world *w = world_new_pmipv6 (&config);

  s->pmipv6 = w;
  s->sim = w->sim;
  s->stranger = w->cn;
  s->mn = world_add_node (w, "mn", 1);
  access_enter (s->mn, world_router (w, 0));
  world_run (w, 10 * S);
  s->target = kind == KIND_LMA ? world_lma (w)->entity.address
                               : world_mag (w, 0)->entity.address;
}

/* The MAAR is a previous one, of a node that moved on. */
static inline void
scene_set_dmm (struct scene *s, enum kind kind)
{
  struct domain_config domain = quiet (common_config ());
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w = dmm_star_new (&domain, &config, 2);

  s->dmm = w;
  s->sim = w->sim;
  s->stranger = dmm_world_router (w, 4);
  s->mn = dmm_world_walk (w, 2);
  dmm_world_run (w, 30 * S);
  s->target = kind == KIND_CMD ? dmm_world_cmd (w) : dmm_world_address (w, 0);
}

static inline struct scene *
scene_new (enum kind kind)
{
  struct scene *s = g_new0 (struct scene, 1);

  if (kind == KIND_MAG || kind == KIND_LMA)
    scene_set_pmipv6 (s, kind);
  else
    scene_set_dmm (s, kind);
  scene_listen (s);
  return s;
}

static inline void
scene_free (struct scene *s)
{
  if (s->pmipv6)
    world_free (s->pmipv6);
  else
    dmm_world_free (s->dmm);
  g_ptr_array_unref (s->answers);
  g_free (s);
}

static inline char *
scene_describe (struct scene *s)
{
  return s->pmipv6 ? describe_pmipv6 (s->pmipv6, s->mn) : describe_dmm (s->mn);
}

static inline const struct recording *
scene_heard (const struct scene *s)
{
  return s->pmipv6 ? &s->pmipv6->heard : &s->dmm->heard;
}

static inline void
scene_run (struct scene *s, sim_time time)
{
  engine_run (s->sim->engine, sim_now (s->sim) + time);
}

static inline uint64_t
scene_dropped (const struct scene *s, enum drop_reason reason)
{
  return network_books (s->sim->network)->dropped[PACKET_SIGNALING][reason];
}

/* ---- octets -------------------------------------------------------- */

struct message
{
  uint8_t octets[2088];
  size_t n;
};

static inline void
put (struct message *m, const void *octets, size_t n)
{
  memcpy (m->octets + m->n, octets, n);
  m->n += n;
}

static inline struct message
from_hex (const char *hex)
{
  struct message m = { .n = strlen (hex) / 2 };

  for (size_t i = 0; i < m.n; i++)
    m.octets[i] = (uint8_t)(g_ascii_xdigit_value (hex[2 * i]) << 4
                            | g_ascii_xdigit_value (hex[2 * i + 1]));
  return m;
}

static inline char *
to_hex (const uint8_t *octets, size_t n)
{
  GString *hex = g_string_new (NULL);

  for (size_t i = 0; i < n; i++)
    g_string_append_printf (hex, "%02x", octets[i]);
  return g_string_free (hex, FALSE);
}

/* RFC 1071 over the pseudo-header of RFC 8200 8.1 and @m, whose checksum field
 * at @at is 0. */
static inline void
sum (struct message *m, size_t at, unsigned protocol,
     const struct address *source, const struct address *destination)
{
  uint64_t total = protocol + m->n;

  for (unsigned i = 0; i < 16; i += 2)
    total += (source->octet[i] << 8 | source->octet[i + 1])
             + (destination->octet[i] << 8 | destination->octet[i + 1]);
  for (size_t i = 0; i < m->n; i++)
    total += i % 2 ? m->octets[i] : m->octets[i] << 8;
  while (total > 0xffff)
    total = (total & 0xffff) + (total >> 16);
  m->octets[at] = (uint8_t)(~total >> 8);
  m->octets[at + 1] = (uint8_t)~total;
}

static inline struct message
with_header (const struct message *body, unsigned next_header,
             unsigned hop_limit, const struct address *source,
             const struct address *destination)
{
  uint8_t head[8] = { 0x60, [6] = (uint8_t)next_header, (uint8_t)hop_limit };
  struct message packet = { .n = 0 };

  wire_put16 (head + 4, (unsigned)body->n);
  put (&packet, head, sizeof head);
  put (&packet, source, sizeof *source);
  put (&packet, destination, sizeof *destination);
  put (&packet, body->octets, body->n);
  return packet;
}

static inline void
inject (struct scene *s, struct node *from, const struct message *body,
        unsigned next_header, const struct address *source,
        const struct address *destination)
{
  struct packet *p = packet_new (s->sim->network, PACKET_SIGNALING,
                                 IPV6_HEADER_SIZE + body->n);
  struct message whole
      = with_header (body, next_header, 64, source, destination);

  memcpy (packet_append (p, whole.n), whole.octets, whole.n);
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = TRANSACTION_NONE;
  p->meter.signaling = SIGNALING_ERROR;
  node_send (from, p);
}

#endif
