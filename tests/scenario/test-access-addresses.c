/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mobile node's addresses: RFC 4862 5.5.3, confirmation on a new link, and
 * RFC 6724 source selection. */
#include "models/codec/nd.h"
#include "tests/scenario/moves.h"

static struct prefix
prefix_of (const char *text)
{
  struct address a;

  g_assert_true (address_parse (text, &a));
  return prefix_make (&a, 64);
}

static struct address
address_of (const char *text)
{
  struct address a;

  g_assert_true (address_parse (text, &a));
  return a;
}

/* A node attached to router 0 that only the test advertises to. */
static struct moves *
quiet_world (void)
{
  struct domain_config config = moves_config ();
  struct moves *m = moves_new (2, &config, 1);

  m->stand_in.delay = SIM_TIME_MAX;
  moves_populate (m, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 0));
  return m;
}

static void
advertise (struct moves *m, const char *router, const char *prefix,
           uint32_t preferred, uint32_t valid)
{
  struct mobile_node *mn = moves_mn (m, 0);
  struct address from = address_of (router);
  struct ra_prefix ra = { prefix_of (prefix), preferred, valid };

  access_send_ra (mn->router, mn, &from, mn->router->link_layer, &ra, 1);
  moves_run (m, sim_now (m->sim) + 2 * SIM_MILLISECOND);
}

static void
assert_selects (struct moves *m, const char *peer, const char *expected)
{
  struct address p = address_of (peer);
  const struct mn_address *a = access_select_address (moves_mn (m, 0), &p);
  char text[PREFIX_TEXT_SIZE];
  struct prefix prefix;

  if (!expected)
    {
      g_assert_null (a);
      return;
    }
  g_assert_nonnull (a);
  prefix = mn_address_prefix (a);
  g_assert_cmpstr (prefix_text (&prefix, text), ==, expected);
}

#define L1 "fe80::1"
#define L2 "fe80::2"
#define PEER "2001:db8:ffff::1"

static void
forms_eui64_addresses (void)
{
  struct moves *m = quiet_world ();
  struct mobile_node *mn = moves_mn (m, 0);
  char text[ADDRESS_TEXT_SIZE];

  assert_selects (m, PEER, NULL);
  advertise (m, L1, "2001:db8:1::", 100, 200);
  g_assert_cmpuint (mn->addresses.len, ==, 1);
  /* RFC 4291 appendix A: 02-00-5e-00-00-00 gives ::5eff:fe00:0. */
  g_assert_cmpstr (address_text (&mn->addresses.at[0].address, text), ==,
                   "2001:db8:1::5eff:fe00:0");
  g_assert_true (node_has_address (mn->node, &mn->addresses.at[0].address));
  moves_free (m);
}

struct lifetime_case
{
  uint32_t preferred, valid;
  unsigned addresses; /* afterwards, of one that was there before */
  bool preferred_after;
};

static void
takes_lifetimes_as_advertised (void)
{
  static const struct lifetime_case cases[] = {
    { 50, 60, 1, true },
    { 0, 60, 1, false }, /* deprecated */
    { 0, 0, 0, false },  /* withdrawn */
    { 70, 60, 1, true }, /* preferred > valid: ignored, 5.5.3 c */
    { ND_LIFETIME_INFINITE, ND_LIFETIME_INFINITE, 1, true },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct moves *m = quiet_world ();
      const struct mn_addresses *addresses = &moves_mn (m, 0)->addresses;

      advertise (m, L1, "2001:db8:1::", 100, 200);
      advertise (m, L1, "2001:db8:1::", cases[i].preferred, cases[i].valid);
      g_assert_cmpuint (addresses->len, ==, cases[i].addresses);
      if (addresses->len > 0)
        g_assert_cmpint (addresses->at[0].preferred_until > sim_now (m->sim),
                         ==, cases[i].preferred_after);
      moves_free (m);
    }
}

static void
ignores_a_fresh_prefix_with_lifetime_0 (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:1::", 0, 0);
  g_assert_cmpuint (moves_mn (m, 0)->addresses.len, ==, 0);
  moves_free (m);
}

static void
lifetimes_run_out (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:1::", 10, 20);
  advertise (m, L1, "2001:db8:2::", 5, 100);
  moves_run (m, 8 * SIM_SECOND); /* the second is deprecated */
  assert_selects (m, PEER, "2001:db8:1::/64");
  moves_run (m, 30 * SIM_SECOND); /* the first is invalid */
  assert_selects (m, PEER, "2001:db8:2::/64");
  moves_run (m, 200 * SIM_SECOND);
  assert_selects (m, PEER, NULL);
  moves_free (m);
}

/* RFC 6724 5, rule by rule. */
static void
selects_by_rule (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:ffff::", 0, 100);
  advertise (m, L1, "2001:db8:1::", 100, 100);
  /* 3: preferred before deprecated, though the other matches longer. */
  assert_selects (m, PEER, "2001:db8:1::/64");
  /* 1: the same address, deprecated or not. */
  assert_selects (m, "2001:db8:ffff:0:0:5eff:fe00:0", "2001:db8:ffff::/64");
  /* 8: longest match among equals. */
  advertise (m, L1, "2001:db8:ff00::", 100, 100);
  assert_selects (m, PEER, "2001:db8:ff00::/64");
  assert_selects (m, "2001:db8:3::1", "2001:db8:1::/64");
  /* None decides: the younger. */
  advertise (m, L1, "2001:db8:ff00:1::", 100, 100);
  assert_selects (m, PEER, "2001:db8:ff00:1::/64");
  moves_free (m);
}

static void
move (struct moves *m)
{
  access_move (moves_mn (m, 0), moves_router (m, 1));
  moves_run (m, sim_now (m->sim) + 100 * SIM_MILLISECOND);
}

/* Until something is heard there, the old address is as good as before. */
static void
doubts_old_addresses_once_advertised_elsewhere (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:fff0::", 100, 100);
  move (m);
  assert_selects (m, PEER, "2001:db8:fff0::/64");
  advertise (m, L2, "2001:db8:2::", 100, 100);
  assert_selects (m, PEER, "2001:db8:2::/64");
  moves_free (m);
}

/* RFC 6724 5, rule 5.5: of two deprecated ones, that of the link. */
static void
prefers_what_this_link_advertises (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:fff0::", 100, 100);
  move (m);
  advertise (m, L2, "2001:db8:2::", 0, 100);
  assert_selects (m, PEER, "2001:db8:2::/64");
  moves_free (m);
}

/* The same router, as far as the node can tell (RFC 6543). */
static void
same_router_confirms_its_addresses (void)
{
  struct moves *m = quiet_world ();

  advertise (m, L1, "2001:db8:fff0::", 100, 100);
  move (m);
  advertise (m, L1, "2001:db8:2::", 100, 100);
  assert_selects (m, PEER, "2001:db8:fff0::/64");
  moves_free (m);
}

/* More prefixes than one message holds come in several. */
static void
many_prefixes_take_several_advertisements (void)
{
  struct moves *m = quiet_world ();
  struct mobile_node *mn = moves_mn (m, 0);
  struct ra_prefix ra[100];

  for (unsigned i = 0; i < G_N_ELEMENTS (ra); i++)
    {
      ra[i] = (struct ra_prefix){ prefix_of ("2001:db8::"), 100, 100 };
      ra[i].prefix.address.octet[7] = (uint8_t)i;
    }
  access_send_ra (mn->router, mn, &mn->router->link_local,
                  mn->router->link_layer, ra, G_N_ELEMENTS (ra));
  moves_run (m, sim_now (m->sim) + 2 * SIM_MILLISECOND);
  g_assert_cmpuint (mn->addresses.len, ==, G_N_ELEMENTS (ra));
  g_assert_cmpuint (network_books (m->sim->network)->consumed[PACKET_ND], ==,
                    3);
  moves_free (m);
}

/* An advertisement from beyond the link (hop limit 254) is none. */
static void
refuses_what_is_not_from_the_link (void)
{
  struct moves *m = quiet_world ();
  struct mobile_node *mn = moves_mn (m, 0);
  struct nd_message message = { .type = ND_ROUTER_ADVERTISEMENT };
  struct ipv6_header header
      = { address_of (L1), access_link_local (mn->link_layer), NEXT_ICMPV6,
          254 };
  size_t size = nd_encoded_size (&message);
  struct packet *p = packet_new (m->sim->network, PACKET_ND, size);

  nd_encode (&message, &header.source, &header.destination,
             packet_append (p, size), size);
  packet_push_ipv6 (p, &header);
  node_send_on_link (mn->router->node, mn->radio, p);
  moves_run (m, SIM_SECOND);
  g_assert_false (mn->advertised);
  g_assert_cmpuint (
      network_books (m->sim->network)->dropped[PACKET_ND][DROP_MALFORMED], ==,
      1);
  moves_free (m);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/addresses/eui-64", forms_eui64_addresses);
  g_test_add_func ("/addresses/lifetimes-as-advertised",
                   takes_lifetimes_as_advertised);
  g_test_add_func ("/addresses/fresh-prefix-with-lifetime-0",
                   ignores_a_fresh_prefix_with_lifetime_0);
  g_test_add_func ("/addresses/lifetimes-run-out", lifetimes_run_out);
  g_test_add_func ("/addresses/rfc6724-rules", selects_by_rule);
  g_test_add_func ("/addresses/doubted-on-a-new-link",
                   doubts_old_addresses_once_advertised_elsewhere);
  g_test_add_func ("/addresses/rfc6724-rule-5.5",
                   prefers_what_this_link_advertises);
  g_test_add_func ("/addresses/confirmed-by-the-same-router",
                   same_router_confirms_its_addresses);
  g_test_add_func ("/addresses/many-prefixes",
                   many_prefixes_take_several_advertisements);
  g_test_add_func ("/addresses/not-from-this-link",
                   refuses_what_is_not_from_the_link);
  return g_test_run ();
}
