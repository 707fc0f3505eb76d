/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/capture-scene.h"

#include <pcap/pcap.h>

#include "models/codec/frame.h"

static const uint8_t link_layer_of_node[] = { 2, 0, 0, 0, 0, 1 };

/* ---- files ----------------------------------------------------------- */

char *
capture_path (const char *name)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top ? top : ".", "..", CAPTURES, name, NULL);
}

/* As the capture has them, and mended for comparison. */
static void
take_message (struct replay *r, const struct pcap_pkthdr *header,
              struct view packet, unsigned frame)
{
  struct captured *c = &r->messages[r->n++];
  struct mh_faults faults;

  g_assert_cmpuint (r->n, <=, MESSAGES_MAX);
  c->at = (header->ts.tv_sec * INT64_C (1000000) + header->ts.tv_usec) * 1000;
  c->frame = frame;
  memcpy (&c->source, packet.octets + 8, 16);
  memcpy (&c->destination, packet.octets + 24, 16);
  c->n = wire_get16 (packet.octets + 4);
  g_assert_cmpuint (40 + c->n, <=, packet.n);
  memcpy (c->octets, packet.octets + 40, c->n);
  memcpy (c->mended, c->octets, c->n);
  c->n_mended = mh_mend (c->mended, c->n, sizeof c->mended, &c->source,
                         &c->destination, &faults);
  g_assert_cmpint (mh_decode (c->mended, c->n_mended, &c->source,
                              &c->destination, &c->message),
                   ==, MH_OK);
}

static void
read_capture (struct replay *r)
{
  g_autofree char *path = capture_path (r->plan->capture);
  char error[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, error);
  struct pcap_pkthdr *header;
  const u_char *octets;

  g_assert_nonnull (pcap);
  for (unsigned i = 1; pcap_next_ex (pcap, &header, &octets) == 1; i++)
    {
      struct frame frame;

      if (frame_open ((unsigned)pcap_datalink (pcap), octets, header->caplen,
                      &frame)
          && frame.protocol == FRAME_IPV6 && frame.packet.n > 48
          && frame.packet.octets[6] == NEXT_MH)
        take_message (r, header, frame.packet, i);
    }
  pcap_close (pcap);
}

/* ---- addresses ------------------------------------------------------- */

static struct address
address_of (const char *text)
{
  struct address a;

  g_assert_true (address_parse (text, &a));
  return a;
}

void
replay_map (struct replay *r, const struct address *from,
            const struct address *to)
{
  g_assert_cmpuint (r->mapped, <, MAPPED_MAX);
  r->from[r->mapped] = *from;
  r->to[r->mapped++] = *to;
}

struct address
replay_mapped (const struct replay *r, const struct address *a)
{
  for (unsigned i = 0; i < r->mapped; i++)
    if (address_equal (&r->from[i], a))
      return r->to[i];
  return *a;
}

/* Every address in the octets that is ours under another name. */
static void
map_octets (const struct replay *r, uint8_t *octets, size_t n)
{
  for (size_t at = 12; at + 16 <= n; at++)
    for (unsigned i = 0; i < r->mapped; i++)
      if (memcmp (octets + at, &r->from[i], 16) == 0)
        {
          memcpy (octets + at, &r->to[i], 16);
          break;
        }
}

/* ---- the scene ------------------------------------------------------- */

static void
ignore (struct mobility_entity *entity G_GNUC_UNUSED,
        const struct mh_message *message G_GNUC_UNUSED,
        const struct packet *packet G_GNUC_UNUSED)
{
}

static void
note_fault (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_fault *fault = record;
  struct replay *r = data;

  *(fault->forgiven ? &r->forgiven : &r->unforgiven) |= 1u << fault->fault;
}

static void
scene_init_anchor (struct replay *r, const struct domain_config *config)
{
  r->w = world_new_pmipv6 (config);
  r->sim = r->w->sim;
  r->domain = r->w->domain;
  r->heard = &r->w->heard;
  r->mn = world_add_node (r->w, "mn1", 1);
  r->centre = &world_lma (r->w)->entity;
}

/* The MAARs are silent: the capture speaks for them. */
static void
scene_init_distributed (struct replay *r, const struct domain_config *config)
{
  struct dmm_config dmm = dmm_world_config ();
  struct dmm *state;

  dmm.mode = (int)r->plan->mode;
  r->dw = dmm_star_new (config, &dmm, GATEWAYS);
  r->sim = r->dw->sim;
  r->domain = r->dw->domain;
  r->heard = &r->dw->heard;
  r->mn = dmm_world_node (r->dw, "mn1");
  state = r->domain->architecture_state;
  r->centre = &state->cmd->entity;
  for (guint i = 0; i < state->maars->len; i++)
    ((struct maar *)g_ptr_array_index (state->maars, i))->entity.receive
        = ignore;
}

/* The node is called, and addressed on its link, as in the capture. */
static void
name_node (struct replay *r)
{
  const struct mh_option *id
      = mh_find (&r->messages[0].message, OPTION_MN_IDENTIFIER, 0);
  const struct view *text = &id->mn_identifier.id;

  memcpy (r->mn->link_layer, link_layer_of_node, sizeof link_layer_of_node);
  if (!memchr (text->octets, '@', text->n))
    return;
  g_free (r->mn->identifier);
  r->mn->identifier = g_strndup ((const char *)text->octets, text->n);
}

static void
map_scene (struct replay *r)
{
  const struct plan *plan = r->plan;
  struct address captured = address_of (plan->centre);

  replay_map (r, &captured, &r->centre->address);
  for (unsigned i = 0; i < GATEWAYS && plan->gateways[i]; i++)
    {
      struct access_router *router = g_ptr_array_index (r->domain->routers, i);

      r->gateways[i] = router->node;
      captured = address_of (plan->gateways[i]);
      replay_map (r, &captured, &router->node->address);
    }
  if (plan->prefix)
    {
      struct address prefix = address_of (plan->prefix), ours = prefix;

      memcpy (&ours, &r->centre->address, 6); /* of the anchor's own pool */
      replay_map (r, &prefix, &ours);
    }
}

void
replay_init (struct replay *r, const struct plan *plan)
{
  struct domain_config config = common_config ();

  *r = (struct replay){ .plan = plan };
  r->messages = g_new0 (struct captured, MESSAGES_MAX);
  read_capture (r);
  config.protocol.leniency = plan->leniency;
  (plan->distributed ? scene_init_distributed : scene_init_anchor) (r, &config);
  r->domain->epoch = r->messages[0].at;
  name_node (r);
  map_scene (r);
  trace_listen (r->sim->trace, TRACE_FAULT, note_fault, r);
}

void
replay_clear (struct replay *r)
{
  if (r->w)
    world_free (r->w);
  if (r->dw)
    dmm_world_free (r->dw);
  g_free (r->messages);
}

/* ---- sending --------------------------------------------------------- */

static struct node *
node_of (const struct replay *r, const struct address *captured)
{
  struct address a = replay_mapped (r, captured);

  return network_anchor (r->sim->network, &a);
}

const struct signal *
replay_last_sent (const struct replay *r, const char *name,
                  const struct address *to)
{
  for (guint i = r->heard->signals->len; i-- > 0;)
    {
      const struct signal *s
          = &g_array_index (r->heard->signals, struct signal, i);

      if (s->sent && s->node == r->centre->node && g_str_equal (s->name, name)
          && (!to || address_equal (&s->destination, to)))
        return s;
    }
  return NULL;
}

/* An answer bears the number that our request had. */
static void
set_sequence (const struct replay *r, const struct captured *c, uint8_t *octets)
{
  struct address sender = replay_mapped (r, &c->source);
  const struct signal *asked = replay_last_sent (r, "PBU", &sender);

  if (c->message.type == MH_BA && asked)
    memcpy (octets + 8, asked->octets + 6, 2);
}

static void
put_checksum (uint8_t *octets, size_t n, const struct ipv6_header *header)
{
  uint32_t sum = checksum_pseudo_header (&header->source, &header->destination,
                                         (uint32_t)n, NEXT_MH);

  memset (octets + 4, 0, 2);
  wire_put16 (octets + 4, checksum_finish (checksum_add (sum, octets, n)));
}

void
replay_send (const struct replay *r, const struct captured *c)
{
  struct packet *p = packet_new (r->sim->network, PACKET_SIGNALING, c->n);
  struct ipv6_header header
      = { .source = replay_mapped (r, &c->source),
          .destination = replay_mapped (r, &c->destination),
          .next_header = NEXT_MH,
          .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  uint8_t *octets = packet_append (p, c->n);

  memcpy (octets, c->octets, c->n);
  map_octets (r, octets, c->n);
  set_sequence (r, c, octets);
  put_checksum (octets, c->n, &header);
  packet_push_ipv6 (p, &header);
  node_send (node_of (r, &c->source), p);
}
