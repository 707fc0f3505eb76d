/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hostile octets: messages that were really sent, mutated, cut, lengthened,
 * from whoever and to whoever, and plain noise.  No entity may come to harm;
 * one that has to refuse a message keeps its state.  Most useful when built
 * with sanitizers.  The seed of the octets is fixed: the test is the same
 * always. */
#include <string.h>

#include "models/codec/icmp6.h"
#include "tests/protocol/describe.h"

#define MESSAGES 10000
#define GAP (7 * SIM_MILLISECOND)

struct attack
{
  struct sim *sim;
  const struct recording *heard;
  guint n_heard; /* messages sent before the attack */
  struct node *from;
  GRand *random;
  bool checksum; /* put right, mostly */
  bool spoofed;  /* as from the peer it was from */
  bool errors;   /* ICMPv6 errors about messages, to who sent them */
  struct address stranger;
};

static unsigned
draw (struct attack *a, unsigned n)
{
  return (unsigned)g_rand_int_range (a->random, 0, (gint32)n);
}

/* ---- octets ---------------------------------------------------------- */

static void
mutate (struct attack *a, struct signal *s)
{
  unsigned at = draw (a, (unsigned)s->n);

  switch (draw (a, 5))
    {
    case 0:
      s->octets[at] ^= (uint8_t)(1u << draw (a, 8));
      break;
    case 1:
      s->octets[at] = (uint8_t)draw (a, 256);
      break;
    case 2: /* cut, header length as it was or right */
      s->n = at;
      break;
    case 3: /* an option repeated over what follows */
      memmove (s->octets + at, s->octets + draw (a, at + 1), s->n - at);
      break;
    default:
      s->n = MIN (s->n + draw (a, 64), sizeof s->octets);
      break;
    }
  if (s->n >= 8 && draw (a, 2))
    s->octets[1] = (uint8_t)(s->n / 8 - 1);
}

static void
make_noise (struct attack *a, struct signal *s)
{
  s->n = draw (a, 300);
  for (size_t i = 0; i < s->n; i++)
    s->octets[i] = (uint8_t)draw (a, 256);
  if (s->n >= 8)
    {
      s->octets[0] = 59;
      s->octets[1] = (uint8_t)(s->n / 8 - 1);
      s->octets[2] = (uint8_t)(MH_BU + draw (a, 3));
      s->n &= ~(size_t)7;
    }
}

/* An error about @s in the place of it. */
static void
make_error (struct attack *a, struct signal *s)
{
  struct icmp6_error error = { .type = (uint8_t)(1 + draw (a, 5)),
                               .code = (uint8_t)draw (a, 3),
                               .value = 6 + 34 * draw (a, 2) };
  struct address sender = s->source;
  uint8_t packet[IPV6_HEADER_SIZE + sizeof s->octets]
      = { 0x60, [6] = NEXT_MH, 63 };

  wire_put16 (packet + 4, (unsigned)s->n);
  memcpy (packet + 8, &s->source, 16);
  memcpy (packet + 24, &s->destination, 16);
  memcpy (packet + IPV6_HEADER_SIZE, s->octets, s->n);
  error.invoking = (struct view){ packet, IPV6_HEADER_SIZE + s->n };
  s->source = s->destination;
  s->destination = sender;
  s->n = icmp6_encode (&error, &s->source, &s->destination, s->octets,
                       sizeof s->octets);
}

static void
set_checksum (const struct attack *a, struct signal *s)
{
  enum next_header protocol = a->errors ? NEXT_ICMPV6 : NEXT_MH;
  size_t at = a->errors ? 2 : 4;
  uint32_t sum = checksum_pseudo_header (&s->source, &s->destination,
                                         (uint32_t)s->n, (uint8_t)protocol);

  if (s->n < at + 2)
    return;
  memset (s->octets + at, 0, 2);
  if (s->n % 2)
    s->octets[s->n] = 0;
  wire_put16 (s->octets + at,
              checksum_finish (checksum_add (sum, s->octets, s->n)));
}

/* One of the messages heard before the attack, sent by an entity. */
static const struct signal *
pick (struct attack *a)
{
  const struct signal *s;

  do
    s = &g_array_index (a->heard->signals, struct signal, draw (a, a->n_heard));
  while (!s->sent || s->n < 8
         || !(g_str_equal (s->name, "PBU") || g_str_equal (s->name, "PBA")));
  return s;
}

static void
inject (struct attack *a, const struct signal *s)
{
  struct packet *p = packet_new (a->sim->network, PACKET_SIGNALING, s->n);
  struct ipv6_header header
      = { .source = s->source,
          .destination = s->destination,
          .next_header = a->errors ? NEXT_ICMPV6 : NEXT_MH,
          .hop_limit = IPV6_DEFAULT_HOP_LIMIT };

  memcpy (packet_append (p, s->n), s->octets, s->n);
  packet_push_ipv6 (p, &header);
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = TRANSACTION_NONE;
  p->meter.signaling = SIGNALING_ERROR;
  node_send (a->from, p);
}

static void
attack_once (struct attack *a)
{
  struct signal s = *pick (a);

  if (a->errors)
    make_error (a, &s);
  else if (draw (a, 4) == 0)
    make_noise (a, &s);
  if (!a->spoofed)
    s.source = a->stranger;
  for (unsigned n = draw (a, 4); n > 0 && s.n > 0; n--)
    mutate (a, &s);
  if (a->checksum)
    set_checksum (a, &s);
  else if (s.n >= 6) /* surely wrong: off by one */
    {
      set_checksum (a, &s);
      s.octets[5] ^= 1;
    }
  inject (a, &s);
}

static void
attack_run (struct attack *a)
{
  a->n_heard = a->heard->signals->len;
  a->random = g_rand_new_with_seed (20261122);
  for (unsigned i = 0; i < MESSAGES; i++)
    {
      attack_once (a);
      engine_run (a->sim->engine, sim_now (a->sim) + GAP);
    }
  g_rand_free (a->random);
}

/* ---- worlds ---------------------------------------------------------- */

/* Long lifetimes: nothing but the attack happens. */
static struct domain_config
quiet (struct domain_config domain)
{
  domain.protocol.binding_lifetime = 3600 * SIM_SECOND;
  return domain;
}

static struct domain_config
lenient (struct domain_config domain, enum mh_leniency leniency)
{
  domain.protocol.leniency = (int)leniency;
  return domain;
}

static struct dmm_world *
dmm_walk (enum dmm_mode mode, enum mh_leniency leniency,
          struct mobile_node **mn)
{
  struct domain_config domain = lenient (quiet (common_config ()), leniency);
  struct dmm_config config = dmm_world_config ();
  struct dmm_world *w;

  config.mode = mode;
  w = dmm_star_new (&domain, &config, 3);
  *mn = dmm_world_node (w, "mn");
  for (unsigned i = 0; i < 3; i++)
    {
      dmm_world_go (w, *mn, i);
      dmm_world_run (w, (i + 1) * 10 * S);
    }
  return w;
}

static struct attack
dmm_attack (struct dmm_world *w)
{
  return (struct attack){ .sim = w->sim,
                          .heard = &w->heard,
                          .from = dmm_world_router (w, 0),
                          .stranger = dmm_world_router (w, 0)->address };
}

/* As from its peers, checksums right: whatever they are made to believe, the
 * node's next handover is as good as any. */
static void
dmm_survives (enum dmm_mode mode, enum mh_leniency leniency)
{
  struct mobile_node *mn;
  struct dmm_world *w = dmm_walk (mode, leniency, &mn);
  struct attack a = dmm_attack (w);

  a.checksum = a.spoofed = true;
  attack_run (&a);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, sim_now (w->sim) + 60 * S);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  dmm_world_free (w);
}

static void
test_dmm_survives (gconstpointer mode)
{
  dmm_survives (GPOINTER_TO_INT (mode), MH_STRICT);
}

static void
test_dmm_lenient_survives (gconstpointer mode)
{
  dmm_survives (GPOINTER_TO_INT (mode), MH_REAL_WORLD);
}

static void
test_dmm_keeps_state (gconstpointer mode, bool checksum)
{
  struct mobile_node *mn;
  struct dmm_world *w = dmm_walk (GPOINTER_TO_INT (mode), MH_STRICT, &mn);
  struct attack a = dmm_attack (w);
  g_autofree char *before = describe_dmm (mn), *after = NULL;

  a.checksum = checksum;
  a.spoofed = !checksum;
  attack_run (&a);
  after = describe_dmm (mn);
  g_assert_cmpstr (after, ==, before);
  dmm_world_free (w);
}

/* Nothing is outstanding that an error could end. */
static void
test_dmm_errors (gconstpointer mode)
{
  struct mobile_node *mn;
  struct dmm_world *w = dmm_walk (GPOINTER_TO_INT (mode), MH_STRICT, &mn);
  struct attack a = dmm_attack (w);
  g_autofree char *before = describe_dmm (mn), *after = NULL;

  a.checksum = a.spoofed = a.errors = true;
  attack_run (&a);
  after = describe_dmm (mn);
  g_assert_cmpstr (after, ==, before);
  dmm_world_free (w);
}

static void
test_dmm_stranger (gconstpointer mode)
{
  test_dmm_keeps_state (mode, true);
}

static void
test_dmm_wrong_checksum (gconstpointer mode)
{
  test_dmm_keeps_state (mode, false);
}

/* ---- without a CMD --------------------------------------------------- */

static struct dmm_world *
distributed_victim (enum lookup lookup, struct mobile_node **mn)
{
  struct domain_config domain = quiet (common_config ());
  struct distributed_config config = distributed_config (lookup);
  struct dmm_world *w = distributed_star (&domain, &config, 3);

  *mn = dmm_world_node (w, "mn");
  distributed_walk (w, *mn, 0, 2);
  return w;
}

static void
test_distributed_survives (gconstpointer lookup)
{
  struct mobile_node *mn;
  struct dmm_world *w = distributed_victim (GPOINTER_TO_UINT (lookup), &mn);
  struct attack a = dmm_attack (w);

  a.checksum = a.spoofed = true;
  attack_run (&a);
  dmm_world_go (w, mn, 0);
  dmm_world_run (w, sim_now (w->sim) + 200 * S);
  g_assert_cmpint (dmm_world_state (w, mn, 0), ==, MAAR_SERVING);
  dmm_world_free (w);
}

static void
test_distributed_stranger (gconstpointer lookup)
{
  struct mobile_node *mn;
  struct dmm_world *w = distributed_victim (GPOINTER_TO_UINT (lookup), &mn);
  struct attack a = dmm_attack (w);
  g_autofree char *before = describe_distributed (mn), *after = NULL;

  a.checksum = true;
  attack_run (&a);
  after = describe_distributed (mn);
  g_assert_cmpstr (after, ==, before);
  dmm_world_free (w);
}

static void
pmipv6_attack (bool checksum, bool spoofed, enum mh_leniency leniency)
{
  struct domain_config domain = lenient (quiet (world_config ()), leniency);
  struct world *w = world_new_pmipv6 (&domain);
  struct mobile_node *mn = world_add_node (w, "mn", 2);
  struct attack a = { .sim = w->sim,
                      .heard = &w->heard,
                      .from = w->core,
                      .checksum = checksum,
                      .spoofed = spoofed,
                      .stranger = w->core->address };
  g_autofree char *before = NULL, *after = NULL;

  access_enter (mn, world_router (w, 0));
  world_run (w, 10 * SIM_SECOND);
  access_move (mn, world_router (w, 1));
  world_run (w, 60 * SIM_SECOND);
  before = describe_pmipv6 (w, mn);
  attack_run (&a);
  after = describe_pmipv6 (w, mn);
  access_move (mn, world_router (w, 0));
  world_run (w, sim_now (w->sim) + 60 * SIM_SECOND);
  g_assert_cmpint (mn->handover->outcome, ==, HANDOVER_COMPLETED);
  if (!checksum || !spoofed)
    g_assert_cmpstr (after, ==, before);
  world_free (w);
}

static void
test_pmipv6_survives (void)
{
  pmipv6_attack (true, true, MH_STRICT);
}

static void
test_pmipv6_stranger (void)
{
  pmipv6_attack (true, false, MH_STRICT);
}

static void
test_pmipv6_wrong_checksum (void)
{
  pmipv6_attack (false, true, MH_STRICT);
}

static void
test_lenient_survives (void)
{
  pmipv6_attack (true, true, MH_REAL_WORLD);
}

static void
test_lenient_stranger (void)
{
  pmipv6_attack (true, false, MH_REAL_WORLD);
}

static void
test_lenient_wrong_checksum (void)
{
  pmipv6_attack (false, true, MH_REAL_WORLD);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hostile/pmipv6/survives", test_pmipv6_survives);
  g_test_add_func ("/hostile/pmipv6/stranger-changes-nothing",
                   test_pmipv6_stranger);
  g_test_add_func ("/hostile/pmipv6/wrong-checksum-changes-nothing",
                   test_pmipv6_wrong_checksum);
  g_test_add_func ("/hostile/lenient/pmipv6/survives", test_lenient_survives);
  g_test_add_func ("/hostile/lenient/pmipv6/stranger-changes-nothing",
                   test_lenient_stranger);
  g_test_add_func ("/hostile/lenient/pmipv6/wrong-checksum-changes-nothing",
                   test_lenient_wrong_checksum);
  add_per_mode ("/hostile/lenient/dmm/survives", test_dmm_lenient_survives);
  add_per_mode ("/hostile/dmm/survives", test_dmm_survives);
  add_per_mode ("/hostile/dmm/errors-change-nothing", test_dmm_errors);
  add_per_mode ("/hostile/dmm/stranger-changes-nothing", test_dmm_stranger);
  add_per_lookup ("/hostile/distributed/survives", test_distributed_survives);
  add_per_lookup ("/hostile/distributed/stranger-changes-nothing",
                  test_distributed_stranger);
  add_per_mode ("/hostile/dmm/wrong-checksum-changes-nothing",
                test_dmm_wrong_checksum);
  return g_test_run ();
}
