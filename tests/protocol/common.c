/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/common.h"

#include <math.h>
#include <string.h>

#include "models/dmm/dmm.h"

struct domain_config
common_config (void)
{
  struct domain_config config = { 0 };

  config.access.radio.delay = SIM_MILLISECOND;
  config.access.radio.rate = INFINITY;
  config.access.l2_handover.kind = LAW_CONSTANT;
  config.access.l2_handover.a = 0.05;
  config.protocol.binding_lifetime = 60 * SIM_SECOND;
  config.protocol.refresh = true;
  config.protocol.retransmit.initial = SIM_SECOND;
  config.protocol.retransmit.max = 32 * SIM_SECOND;
  config.protocol.retransmit.limit = 5;
  config.protocol.min_delay_before_bce_delete = 10 * SIM_SECOND;
  config.protocol.max_delay_before_new_bce_assign = 1500 * SIM_MILLISECOND;
  config.protocol.timestamp_validity_window = 300 * SIM_MILLISECOND;
  config.protocol.timestamps = true;
  config.protocol.clock_synchronization = true;
  return config;
}

/* ---- hearing ------------------------------------------------------- */

static void
record_signal (struct recording *r, const struct trace_signaling *record,
               bool sent)
{
  const struct packet *p = record->packet;
  struct signal signal = { .at = sim_now (r->sim),
                           .node = record->node,
                           .sent = sent,
                           .name = record->message,
                           .class = (enum signaling_class)p->meter.signaling,
                           .transaction = p->meter.transaction,
                           .source = packet_source (p),
                           .destination = packet_destination (p) };

  signal.n = MIN (packet_ipv6_stored (p), sizeof signal.octets);
  memcpy (signal.octets, packet_ipv6_payload (p), signal.n);
  g_array_append_val (r->signals, signal);
}

static void
hear_sent (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_signal (data, record, true);
}

static void
hear_received (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_signal (data, record, false);
}

static struct mark *
record_mark (struct recording *r, unsigned point)
{
  struct mark mark = { .at = sim_now (r->sim), .point = point };

  g_array_append_val (r->marks, mark);
  return &g_array_index (r->marks, struct mark, r->marks->len - 1);
}

static void
hear_switched (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_ANCHOR_SWITCHED)->prefix
      = *(const struct trace_prefix *)record;
}

static void
hear_ready (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_GATEWAY_READY)->prefix
      = *(const struct trace_prefix *)record;
}

static void
hear_ra (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_RA_RECEIVED)->prefix
      = *(const struct trace_prefix *)record;
}

static void
hear_previous (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_PREVIOUS_ANCHORS)->count
      = ((const struct trace_count *)record)->count;
}

static void
hear_state (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_STATE)->state = *(const struct trace_state *)record;
}

void
recording_init (struct recording *r, struct sim *sim)
{
  r->sim = sim;
  r->signals = g_array_new (FALSE, FALSE, sizeof (struct signal));
  r->marks = g_array_new (FALSE, FALSE, sizeof (struct mark));
  trace_listen (sim->trace, TRACE_SIGNALING_SENT, hear_sent, r);
  trace_listen (sim->trace, TRACE_SIGNALING_RECEIVED, hear_received, r);
  trace_listen (sim->trace, TRACE_ANCHOR_SWITCHED, hear_switched, r);
  trace_listen (sim->trace, TRACE_GATEWAY_READY, hear_ready, r);
  trace_listen (sim->trace, TRACE_RA_RECEIVED, hear_ra, r);
  trace_listen (sim->trace, TRACE_PREVIOUS_ANCHORS, hear_previous, r);
  trace_listen (sim->trace, TRACE_STATE, hear_state, r);
}

void
recording_clear (struct recording *r)
{
  g_array_unref (r->signals);
  g_array_unref (r->marks);
}

/* ---- asking -------------------------------------------------------- */

unsigned
recording_count (const struct recording *r, const char *name,
                 uint32_t transaction)
{
  unsigned n = 0;

  for (guint i = 0; i < r->signals->len; i++)
    {
      const struct signal *s = &g_array_index (r->signals, struct signal, i);

      n += s->sent && g_str_equal (s->name, name)
           && (transaction == TRANSACTION_NONE
               || s->transaction == transaction);
    }
  return n;
}

const struct signal *
recording_sent (const struct recording *r, const char *name, unsigned nth)
{
  for (guint i = 0; i < r->signals->len; i++)
    {
      const struct signal *s = &g_array_index (r->signals, struct signal, i);

      if (s->sent && g_str_equal (s->name, name) && nth-- == 0)
        return s;
    }
  g_error ("no such %s was sent", name);
}

unsigned
recording_marks (const struct recording *r, unsigned point)
{
  unsigned n = 0;

  for (guint i = 0; i < r->marks->len; i++)
    n += g_array_index (r->marks, struct mark, i).point == point;
  return n;
}

const struct mark *
recording_mark (const struct recording *r, unsigned point, unsigned nth)
{
  for (guint i = 0; i < r->marks->len; i++)
    {
      const struct mark *m = &g_array_index (r->marks, struct mark, i);

      if (m->point == point && nth-- == 0)
        return m;
    }
  g_error ("no such mark");
}

/* ---- acting -------------------------------------------------------- */

void
join (struct node *a, struct node *b, sim_time delay)
{
  struct channel_config channel = channel_config_default;

  channel.delay = delay;
  network_add_link (a->network, a, b, &channel, &channel);
}

void
block (struct node *node, const struct address *address)
{
  struct prefix host = prefix_make (address, 128);
  struct route route = { .kind = ROUTE_DROP, .reason = DROP_LINK_LOSS };

  node_set_route (node, &host, &route);
}

void
unblock (struct node *node, const struct address *address)
{
  struct prefix host = prefix_make (address, 128);

  g_assert_true (node_remove_route (node, &host));
}

void
add_per_mode (const char *path, GTestDataFunc test)
{
  static const char *const names[] = { "relay", "locator", "proxy" };

  for (int mode = DMM_RELAY; mode <= DMM_PROXY; mode++)
    {
      g_autofree char *full = g_strdup_printf ("%s/%s", path, names[mode]);

      g_test_add_data_func (full, GINT_TO_POINTER (mode), test);
    }
}
