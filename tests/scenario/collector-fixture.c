/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/scenario/collector-fixture.h"

#include <math.h>
#include <string.h>

#define MESSAGE_OCTETS 100

static void
join (struct network *network, struct node *a, struct node *b, sim_time delay)
{
  struct channel_config config = channel_config_default;

  config.delay = delay;
  network_add_link (network, a, b, &config, &config);
}

static void
make_network (struct fixture *f)
{
  struct network *network = f->sim->network;
  struct node *ar1, *ar2;

  f->cn = network_add_router (network, "cn");
  f->core = network_add_router (network, "core");
  f->lma = network_add_router (network, "lma");
  ar1 = network_add_router (network, "ar1");
  ar2 = network_add_router (network, "ar2");
  join (network, f->cn, f->core, 10 * MS);
  join (network, f->core, f->lma, 5 * MS);
  join (network, f->core, ar1, 2 * MS);
  join (network, f->core, ar2, 3 * MS);
  f->ar1 = domain_add_access_router (f->domain, ar1);
  f->ar2 = domain_add_access_router (f->domain, ar2);
  f->mn = domain_add_mobile_node (f->domain, "mn", 1);
  network_freeze (network);
}

static void
make_flow (struct fixture *f)
{
  f->flow = (struct flow){ .id = 0,
                           .name = "voice",
                           .mn = f->mn,
                           .peer = f->cn,
                           .anchor = f->lma,
                           .direction = FLOW_DOWN,
                           .end = SIM_TIME_NONE };
  f->flow.mn_prefix = network_new_prefix (f->sim->network, f->lma);
}

void
fixture_init (struct fixture *f, sim_time warmup, sim_time series)
{
  struct domain_config domain_config = { 0 };
  struct collector_config config = { .warmup = warmup,
                                     .duration = 100 * SIM_SECOND,
                                     .series = series,
                                     .handover_rows = 1 };

  memset (f, 0, sizeof *f);
  domain_config.access.radio.delay = 2 * MS;
  domain_config.access.radio.rate = INFINITY;
  f->sim = sim_new (1, 0);
  f->domain = domain_new (f->sim, &domain_config);
  make_network (f);
  make_flow (f);
  f->packet = g_malloc0 (sizeof *f->packet + MESSAGE_OCTETS);
  f->packet->head = f->packet->buffer;
  f->collector = collector_new (f->sim, f->domain, &config);
}

void
fixture_clear (struct fixture *f)
{
  f->mn->handover = NULL;
  collector_free (f->collector);
  domain_free (f->domain);
  sim_free (f->sim);
  g_free (f->packet);
}

void
fixture_at (struct fixture *f, sim_time t)
{
  engine_run (f->sim->engine, t);
}

void
fixture_handover (struct fixture *f, uint32_t number)
{
  sim_time now = sim_now (f->sim);

  f->handover = (struct handover){ .id = number,
                                   .number = number,
                                   .mn = f->mn,
                                   .from = number > 0 ? f->ar1 : NULL,
                                   .to = number > 0 ? f->ar2 : f->ar1,
                                   .t_dead = number > 0 ? now : SIM_TIME_NONE,
                                   .t_down = SIM_TIME_NONE,
                                   .t_up = SIM_TIME_NONE,
                                   .t_trigger = SIM_TIME_NONE,
                                   .t_pbu = SIM_TIME_NONE,
                                   .t_pba = SIM_TIME_NONE,
                                   .t_ready = SIM_TIME_NONE,
                                   .t_ra_sent = SIM_TIME_NONE,
                                   .t_ra = SIM_TIME_NONE,
                                   .outcome = HANDOVER_PENDING };
  f->mn->handover = &f->handover;
  trace_emit (f->sim->trace, TRACE_HANDOVER_BEGUN, &f->handover);
}

void
fixture_flow_start (struct fixture *f)
{
  f->flow.start = sim_now (f->sim);
  trace_emit (f->sim->trace, TRACE_FLOW_STARTED, &f->flow);
}

void
fixture_flow_end (struct fixture *f)
{
  f->flow.end = sim_now (f->sim);
  trace_emit (f->sim->trace, TRACE_FLOW_ENDED, &f->flow);
}

/* A data packet of 100 octets from and to the flow's prefix; what it crossed
 * may be set beforehand. */
static struct packet *
data_packet (struct fixture *f, uint32_t sequence, sim_time sent)
{
  const struct address *address = &f->flow.mn_prefix.address;

  memcpy (f->packet->head + 8, address, sizeof *address);
  memcpy (f->packet->head + 24, address, sizeof *address);
  f->packet->class = PACKET_DATA;
  f->packet->stored = IPV6_HEADER_SIZE + UDP_HEADER_SIZE;
  f->packet->payload = 100 - f->packet->stored;
  f->packet->meter.flow = f->flow.id;
  f->packet->meter.sequence = sequence;
  f->packet->meter.sent_at = sent;
  f->packet->meter.transaction = TRANSACTION_NONE;
  return f->packet;
}

void
fixture_sent (struct fixture *f, uint32_t sequence)
{
  struct trace_flow_packet record
      = { .flow = &f->flow,
          .packet = data_packet (f, sequence, sim_now (f->sim)) };

  trace_emit (f->sim->trace, TRACE_FLOW_SENT, &record);
}

void
fixture_received (struct fixture *f, uint32_t sequence, sim_time sent,
                  struct access_router *router)
{
  struct trace_flow_packet record = { .flow = &f->flow,
                                      .packet = data_packet (f, sequence, sent),
                                      .router = router->node };

  trace_emit (f->sim->trace, TRACE_FLOW_RECEIVED, &record);
}

void
fixture_copied (struct fixture *f, uint32_t sequence, sim_time sent)
{
  struct trace_packet record
      = { .node = f->core, .packet = data_packet (f, sequence, sent) };

  f->packet->meter.copied = true;
  trace_emit (f->sim->trace, TRACE_PACKET_COPIED, &record);
}

void
fixture_dropped (struct fixture *f, uint32_t sequence, sim_time sent,
                 enum drop_reason reason)
{
  struct trace_packet record
      = { f->core, data_packet (f, sequence, sent), reason };

  trace_emit (f->sim->trace, TRACE_PACKET_DROPPED, &record);
}

struct packet *
fixture_message (struct fixture *f, const struct node *node,
                 enum signaling_class class, uint32_t transaction)
{
  struct packet *p = f->packet;

  memset (&p->meter, 0, sizeof p->meter);
  memset (p->buffer, 0, MESSAGE_OCTETS);
  memcpy (p->buffer + 8, &node->address, sizeof node->address);
  p->buffer[0] = 0x60;
  p->buffer[6] = NEXT_MH;
  p->buffer[IPV6_HEADER_SIZE + 2] = 5; /* binding update */
  p->class = PACKET_SIGNALING;
  p->stored = MESSAGE_OCTETS;
  p->payload = 0;
  p->meter.flow = FLOW_NONE;
  p->meter.sent_at = sim_now (f->sim);
  p->meter.transaction = transaction;
  p->meter.signaling = (uint8_t) class;
  return p;
}

void
fixture_signal (struct fixture *f, unsigned point, struct node *node,
                enum entity_role role, const char *message)
{
  struct trace_signaling record = { node, role, message, f->packet };

  trace_emit (f->sim->trace, point, &record);
}

void
fixture_consumed (struct fixture *f, struct node *node, unsigned hops)
{
  struct trace_packet record = { node, f->packet, 0 };

  f->packet->meter.hops = (uint16_t)hops;
  trace_emit (f->sim->trace, TRACE_PACKET_CONSUMED, &record);
}

void
fixture_finish (struct fixture *f, sim_time t)
{
  fixture_at (f, t);
  collector_finish (f->collector);
}

const struct metric *
fixture_metric (const struct fixture *f, const char *name)
{
  const struct metric *metric
      = metric_set_find (collector_metrics (f->collector), name);

  g_assert_nonnull (metric);
  return metric;
}
