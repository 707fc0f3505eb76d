/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The network's books as metrics: the whole run, warm-up included, so that
 * sent = delivered + consumed + dropped + in flight can be held. */
#include "analysis/collectors/parts.h"

static const char *const class_names[PACKET_CLASSES]
    = { [PACKET_DATA] = "data",
        [PACKET_SIGNALING] = "signaling",
        [PACKET_ND] = "nd",
        [PACKET_OTHER] = "other" };

static void
put (struct collector *c, const char *base, const char *label,
     const char *value, uint64_t count)
{
  char *name = label == NULL
                   ? g_strdup (base)
                   : g_strdup_printf ("%s{%s=%s}", base, label, value);

  metric_set_value (c->metrics, name, (double)count);
  g_free (name);
}

/* All classes, then each. */
static void
put_classes (struct collector *c, const char *base,
             const uint64_t counts[PACKET_CLASSES])
{
  uint64_t sum = 0;

  for (unsigned i = 0; i < PACKET_CLASSES; i++)
    {
      put (c, base, "class", class_names[i], counts[i]);
      sum += counts[i];
    }
  put (c, base, NULL, NULL, sum);
}

/* Of fluid flows, if there are any: what needed no event. */
static void
put_settled (struct collector *c)
{
  uint64_t settled, sent = network_books (c->sim->network)->sent[PACKET_DATA];

  if (!traffic_settled (c->domain->traffic, &settled))
    return;
  metric_set_value (c->metrics, "fluid.packets", (double)settled);
  metric_set_ratio (c->metrics, "fluid.share", (double)settled, (double)sent);
}

void
collector_packets_finish (struct collector *c)
{
  struct network *network = c->sim->network;
  const struct books *books = network_books (network);
  uint64_t dropped[PACKET_CLASSES] = { 0 }, inflight[PACKET_CLASSES];

  for (unsigned reason = 0; reason < DROP_N; reason++)
    {
      uint64_t sum = 0;

      for (unsigned i = 0; i < PACKET_CLASSES; i++)
        {
          sum += books->dropped[i][reason];
          dropped[i] += books->dropped[i][reason];
        }
      put (c, "packets.dropped", "reason", drop_reason_name (reason), sum);
    }
  for (unsigned i = 0; i < PACKET_CLASSES; i++)
    inflight[i] = network_in_flight (network, i);
  put_classes (c, "packets.sent", books->sent);
  put_classes (c, "packets.delivered", books->delivered);
  put_classes (c, "packets.consumed", books->consumed);
  put_classes (c, "packets.dropped", dropped);
  put_classes (c, "packets.inflight", inflight);
  put_settled (c);
}
