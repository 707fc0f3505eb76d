/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entity makes of ICMPv6 errors and Binding Errors about its own
 * messages: what says that the peer will never answer ends the exchange (RFC
 * 6275 11.3.5, 11.3.6), all else changes nothing and retransmission goes on. */
#include <string.h>

#include "models/codec/icmp6.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/world.h"

/* Before the node solicits again, which begins another exchange: copies at 0, 1
 * and 3 s. */
#define WHILE (3900 * MS)
#define COPIES 3

static void
inject (struct sim *sim, struct node *from, const uint8_t *octets, size_t n,
        enum next_header next_header, const struct address *source,
        const struct address *destination)
{
  struct packet *p = packet_new (sim->network, PACKET_SIGNALING, n);
  struct ipv6_header header = { .source = *source,
                                .destination = *destination,
                                .next_header = (uint8_t)next_header,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  memcpy (packet_append (p, n), octets, n);
  packet_push_ipv6 (p, &header);
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = TRANSACTION_NONE;
  p->meter.signaling = SIGNALING_ERROR;
  node_send (from, p);
}

/* RFC 6275 6.1.9. */
static void
inject_binding_error (struct sim *sim, struct node *from,
                      const struct address *source,
                      const struct address *destination, unsigned status)
{
  struct mh_message error;
  uint8_t octets[24];

  mh_init (&error, MH_BE);
  error.be.status = (uint8_t)status;
  inject (sim, from, octets,
          mh_encode (&error, source, destination, octets, sizeof octets),
          NEXT_MH, source, destination);
}

/* ---- a registration that is not answered --------------------------- */

static struct world *
unanswered (void)
{
  struct domain_config config = world_config ();
  struct world *w = world_new_pmipv6 (&config);
  struct mobile_node *mn = world_add_node (w, "mn", 1);

  world_block (w, &world_lma (w)->entity.address);
  access_enter (mn, world_router (w, 0));
  world_run (w, 100 * MS);
  g_assert_cmpuint (world_count (w, "PBU"), ==, 1);
  return w;
}

static const struct error_case
{
  const char *name;
  struct icmp6_error error;
  enum drop_reason dropped; /* DROP_N: taken */
  bool by_other;            /* not from the LMA */
  bool about_other;         /* the PBU is not the MAG's */
  bool about_answer;        /* it is a PBA */
  bool wrong_sum;
  bool ends;
} error_cases[] = {
  { .name = "next-header-unknown",
    .error = { .type = 4, .code = 1, .value = 6 },
    .dropped = DROP_N,
    .ends = true },
  { .name = "next-header-unknown-elsewhere",
    .error = { .type = 4, .code = 1, .value = 40 },
    .dropped = DROP_N },
  { .name = "next-header-unknown-to-another",
    .error = { .type = 4, .code = 1, .value = 6 },
    .dropped = DROP_N,
    .by_other = true },
  { .name = "next-header-unknown-of-another",
    .error = { .type = 4, .code = 1, .value = 6 },
    .dropped = DROP_NO_LISTENER,
    .about_other = true },
  { .name = "next-header-unknown-of-an-answer",
    .error = { .type = 4, .code = 1, .value = 6 },
    .dropped = DROP_N,
    .about_answer = true },
  { .name = "next-header-unknown-with-wrong-checksum",
    .error = { .type = 4, .code = 1, .value = 6 },
    .dropped = DROP_CHECKSUM,
    .wrong_sum = true },
  { .name = "erroneous-field",
    .error = { .type = 4, .code = 0, .value = 40 },
    .dropped = DROP_N },
  { .name = "no-route", .error = { .type = 1 }, .dropped = DROP_N },
  { .name = "no-route-on-the-way",
    .error = { .type = 1 },
    .dropped = DROP_N,
    .by_other = true },
  { .name = "packet-too-big",
    .error = { .type = 2, .value = 1280 },
    .dropped = DROP_N },
  { .name = "time-exceeded", .error = { .type = 3 }, .dropped = DROP_N },
  { .name = "unknown-type", .error = { .type = 100 }, .dropped = DROP_N },
};

/* The PBU as the LMA would have received it. */
static void
quote (struct world *w, const struct error_case *c, uint8_t packet[512],
       struct icmp6_error *error)
{
  const struct signal *pbu = world_sent (w, "PBU", 0);
  const uint8_t head[8] = { 0x60, 0, 0, 0, 0, (uint8_t)pbu->n, 135, 63 };

  memcpy (packet, head, sizeof head);
  memcpy (packet + 8, &pbu->source, 16);
  memcpy (packet + 24, &pbu->destination, 16);
  memcpy (packet + 40, pbu->octets, pbu->n);
  if (c->about_other)
    packet[8 + 15] ^= 7;
  if (c->about_answer)
    packet[42] = MH_BA;
  error->invoking = (struct view){ packet, 40 + pbu->n };
}

static void
inject_error (struct world *w, const struct error_case *c)
{
  struct icmp6_error error = c->error;
  struct address mag = world_mag (w, 0)->entity.address;
  struct address source
      = c->by_other ? w->core->address : world_lma (w)->entity.address;
  uint8_t packet[512], octets[600];
  size_t n;

  quote (w, c, packet, &error);
  n = icmp6_encode (&error, &source, &mag, octets, sizeof octets);
  if (c->wrong_sum)
    octets[3] ^= 1;
  inject (w->sim, w->cn, octets, n, NEXT_ICMPV6, &source, &mag);
}

static unsigned
received (const struct world *w, enum signaling_class class)
{
  unsigned n = 0;

  for (guint i = 0; i < w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (w->heard.signals, struct signal, i);

      n += !s->sent && s->class == class;
    }
  return n;
}

static void
test_error (gconstpointer data)
{
  const struct error_case *c = data;
  struct world *w = unanswered ();

  inject_error (w, c);
  world_run (w, WHILE);
  g_assert_cmpuint (world_count (w, "PBU"), ==, c->ends ? 1 : COPIES);
  g_assert_cmpuint (received (w, SIGNALING_ERROR), ==, c->dropped == DROP_N);
  if (c->dropped != DROP_N)
    g_assert_cmpuint (world_dropped (w, c->dropped), ==, 1);
  world_free (w);
}

/* An error cut off within the invoking packet's header is nobody's. */
static void
test_cut_error (void)
{
  struct world *w = unanswered ();
  struct address mag = world_mag (w, 0)->entity.address;
  struct address lma = world_lma (w)->entity.address;
  uint8_t packet[512], octets[600];
  struct icmp6_error error = { .type = 4, .code = 1, .value = 6 };
  size_t whole;

  quote (w, &error_cases[0], packet, &error);
  whole = error.invoking.n;
  for (error.invoking.n = 0; error.invoking.n < 43; error.invoking.n++)
    inject (w->sim, w->cn, octets,
            icmp6_encode (&error, &lma, &mag, octets, sizeof octets),
            NEXT_ICMPV6, &lma, &mag);
  g_assert_cmpuint (whole, >, 43);
  world_run (w, WHILE);
  g_assert_cmpuint (world_count (w, "PBU"), ==, COPIES);
  g_assert_cmpuint (received (w, SIGNALING_ERROR), ==, 0);
  world_free (w);
}

/* ---- Binding Errors ------------------------------------------------ */

static void
test_binding_error (bool from_lma, unsigned status, unsigned copies)
{
  struct world *w = unanswered ();
  struct address mag = world_mag (w, 0)->entity.address;
  struct address source
      = from_lma ? world_lma (w)->entity.address : w->cn->address;

  inject_binding_error (w->sim, w->cn, &source, &mag, status);
  world_run (w, WHILE);
  g_assert_cmpuint (world_count (w, "PBU"), ==, copies);
  world_free (w);
}

static void
test_unrecognised (void)
{
  test_binding_error (true, 2, 1);
}

static void
test_unrecognised_by_stranger (void)
{
  test_binding_error (false, 2, COPIES);
}

/* Of Home Address options, which nobody here sends. */
static void
test_unknown_binding (void)
{
  test_binding_error (true, 1, COPIES);
}

/* It does not say which message it is about: it holds for all. */
static void
test_ends_all (void)
{
  struct world *w = unanswered ();
  struct mobile_node *other = world_add_node (w, "other", 1);
  struct address mag = world_mag (w, 0)->entity.address;
  struct address lma = world_lma (w)->entity.address;

  access_enter (other, world_router (w, 0));
  world_run (w, 200 * MS);
  g_assert_cmpuint (world_count (w, "PBU"), ==, 2);
  inject_binding_error (w->sim, w->cn, &lma, &mag, 2);
  world_run (w, WHILE);
  g_assert_cmpuint (world_count (w, "PBU"), ==, 2);
  g_assert_cmpint (other->handover->outcome, ==, HANDOVER_FAILED);
  world_free (w);
}

/* Binding lifetime 60 s, refreshed at half of it: an error ends the attempt,
 * not the binding, which lasts as long as it was granted. */
static void
test_refresh_survives (void)
{
  struct domain_config config = world_config ();
  struct world *w = world_new_pmipv6 (&config);
  struct mobile_node *mn = world_add_node (w, "mn", 1);
  struct address mag = world_mag (w, 0)->entity.address;
  struct address lma = world_lma (w)->entity.address;
  const struct bul_entry *entry;

  access_enter (mn, world_router (w, 0));
  world_run (w, 29 * S);
  world_block (w, &lma);
  world_run (w, 30 * S + 500 * MS);
  entry = mag_find (world_mag (w, 0), mn);
  g_assert_cmpint (entry->state, ==, BUL_REFRESHING);
  inject_binding_error (w->sim, w->cn, &lma, &mag, 2);
  world_run (w, 31 * S);
  g_assert_cmpint (entry->state, ==, BUL_REGISTERED);
  world_run (w, 59 * S);
  g_assert_cmpint (entry->state, ==, BUL_REGISTERED);
  g_assert_cmpuint (entry->n_prefixes, ==, 1);
  world_free (w);
}

/* ---- the CMD ------------------------------------------------------- */

/* A previous MAAR that does not know PBUs is not asked again, until the node
 * moves on. */
static void
test_previous_maar (gconstpointer mode)
{
  struct dmm_world *w = dmm_star_in ((enum dmm_mode)GPOINTER_TO_INT (mode));
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct address maar = dmm_world_address (w, 0), cmd = dmm_world_cmd (w);
  const struct p_maar *p;
  unsigned sent;

  dmm_world_go (w, mn, 0);
  dmm_world_run (w, 10 * S);
  dmm_block (w, &maar);
  dmm_world_go (w, mn, 1);
  dmm_world_run (w, 10 * S + 200 * MS);
  p = cmd_find_previous (dmm_world_bce (mn), &maar);
  g_assert_cmpint (p->state, ==, P_MAAR_UPDATING);
  inject_binding_error (w->sim, dmm_world_router (w, 5), &maar, &cmd, 2);
  dmm_world_run (w, 10 * S + 300 * MS);
  g_assert_cmpint (p->state, ==, P_MAAR_BEHIND);
  sent = dmm_count (w, "PBU", TRANSACTION_NONE);
  dmm_world_run (w, 25 * S);
  g_assert_cmpuint (dmm_count (w, "PBU", TRANSACTION_NONE), ==, sent);
  dmm_unblock (w, &maar);
  dmm_world_go (w, mn, 2);
  dmm_world_run (w, 27 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (error_cases); i++)
    {
      g_autofree char *path = g_strdup_printf (
          "/errors-received/mag/%s/%s", error_cases[i].name,
          error_cases[i].ends ? "ends-the-exchange" : "changes-nothing");

      g_test_add_data_func (path, &error_cases[i], test_error);
    }
  g_test_add_func ("/errors-received/mag/cut/changes-nothing", test_cut_error);
  g_test_add_func ("/errors-received/mag/type-unrecognised/ends-the-exchange",
                   test_unrecognised);
  g_test_add_func (
      "/errors-received/mag/type-unrecognised-by-stranger/changes-nothing",
      test_unrecognised_by_stranger);
  g_test_add_func ("/errors-received/mag/unknown-binding/changes-nothing",
                   test_unknown_binding);
  g_test_add_func ("/errors-received/mag/type-unrecognised/ends-all-exchanges",
                   test_ends_all);
  g_test_add_func ("/errors-received/mag/type-unrecognised/keeps-the-binding",
                   test_refresh_survives);
  add_per_mode ("/errors-received/cmd/type-unrecognised", test_previous_maar);
  return g_test_run ();
}
