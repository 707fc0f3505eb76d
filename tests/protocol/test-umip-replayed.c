/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A capture of UMIP's mobile node against our home agent: its registration from
 * a foreign link, sent twice, and its return home.  The octets are UMIP's but
 * for the addresses, which become those of our network, and the checksum that
 * goes with them.  UMIP breaks no rule: strict or lenient, it gets the status
 * that its own home agent gave. */
#include <pcap/pcap.h>

#include "models/codec/frame.h"
#include "tests/protocol/mipv6-scene.h"

#define CAPTURE "shared/data/pcap/umip-mipv6-mn-link.pcap"
#define UPDATES_MAX 8

enum
{
  EXTENSION_SIZE = 24, /* of the destination options with a home address */
  HOME_ADDRESS_AT = IPV6_HEADER_SIZE + 8
};

static const char captured_home_agent[] = "2001:db8:10::1";
static const char captured_home_address[] = "2001:db8:10::100";
static const char captured_care_of[] = "2001:db8:20::ff:fe00:1";

/* A whole packet. */
struct update
{
  uint8_t octets[256];
  size_t n;
};

struct replay
{
  struct host_scene *s;
  struct address home_agent, home_address, care_of; /* ours */
  struct update updates[UPDATES_MAX];
  unsigned n;
  uint32_t faults;
};

static char *
capture_name (void)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top ? top : ".", "..", CAPTURE, NULL);
}

static struct address
address_of (const char *text)
{
  struct address a;

  g_assert_true (address_parse (text, &a));
  return a;
}

/* ---- octets ---------------------------------------------------------- */

static size_t
message_at (const uint8_t *packet)
{
  return IPV6_HEADER_SIZE + (packet[6] == NEXT_MH ? 0 : EXTENSION_SIZE);
}

static bool
is_update (const struct view *packet)
{
  struct address home_agent = address_of (captured_home_agent);
  const uint8_t *o = packet->octets;
  size_t at;

  if (packet->n < IPV6_HEADER_SIZE + 8 || memcmp (o + 24, &home_agent, 16) != 0
      || (o[6] != NEXT_MH && (o[6] != 60 || o[IPV6_HEADER_SIZE] != NEXT_MH)))
    return false;
  at = message_at (o);
  return packet->n > at + 8 && o[at + 2] == MH_BU;
}

static void
read_updates (struct replay *r)
{
  g_autofree char *path = capture_name ();
  char error[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (path, error);
  struct pcap_pkthdr *header;
  const u_char *octets;
  struct frame frame;

  g_assert_nonnull (pcap);
  while (pcap_next_ex (pcap, &header, &octets) == 1)
    if (frame_open ((unsigned)pcap_datalink (pcap), octets, header->caplen,
                    &frame)
        && frame.protocol == FRAME_IPV6 && is_update (&frame.packet))
      {
        struct update *update = &r->updates[r->n++];

        g_assert_cmpuint (r->n, <=, UPDATES_MAX);
        update->n = frame.packet.n;
        g_assert_cmpuint (update->n, <=, sizeof update->octets);
        memcpy (update->octets, frame.packet.octets, update->n);
      }
  pcap_close (pcap);
}

static void
replace (struct update *u, const char *theirs, const struct address *ours)
{
  struct address captured = address_of (theirs);

  for (size_t at = 8; at + 16 <= u->n; at++)
    if (memcmp (u->octets + at, &captured, 16) == 0)
      memcpy (u->octets + at, ours, 16);
}

/* Over the home address where an option names it (RFC 6275 6.1.1). */
static uint16_t
checksum_of (const struct update *u)
{
  size_t at = message_at (u->octets), n = u->n - at;
  struct address source, destination;

  memcpy (&source, u->octets + (at == IPV6_HEADER_SIZE ? 8 : HOME_ADDRESS_AT),
          16);
  memcpy (&destination, u->octets + 24, 16);
  return checksum_finish (checksum_add (
      checksum_pseudo_header (&source, &destination, (uint32_t)n, NEXT_MH),
      u->octets + at, n));
}

static void
readdress (const struct replay *r, struct update *u)
{
  size_t at = message_at (u->octets);

  g_assert_cmphex (checksum_of (u), ==, 0);
  replace (u, captured_home_agent, &r->home_agent);
  replace (u, captured_home_address, &r->home_address);
  replace (u, captured_care_of, &r->care_of);
  wire_put16 (u->octets + at + 4, 0);
  wire_put16 (u->octets + at + 4, checksum_of (u));
}

static void
send_update (const struct replay *r, const struct update *u, struct node *from)
{
  struct packet *p = packet_new (r->s->w->sim->network, PACKET_SIGNALING, u->n);

  memcpy (packet_append (p, u->n), u->octets, u->n);
  node_send (from, p);
  host_scene_run_for (r->s, 50 * SIM_MILLISECOND);
}

/* ---- the dialogue ---------------------------------------------------- */

static void
note_fault (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  ((struct replay *)data)->faults
      |= 1u << ((const struct trace_fault *)record)->fault;
}

static void
replay_init (struct replay *r, enum mh_leniency leniency)
{
  struct domain_config config = world_config ();
  struct prefix subnet;

  *r = (struct replay){ 0 };
  config.protocol.leniency = (int)leniency;
  r->s = host_scene_prepare (&config);
  host_scene_start (r->s);
  trace_listen (r->s->w->sim->trace, TRACE_FAULT, note_fault, r);
  subnet = prefix_make (&world_router (r->s->w, 0)->node->address, 64);
  r->care_of = prefix_host (&subnet, 0xfe);
  r->home_agent = host_scene_ha (r->s)->entity.address;
  r->home_address
      = home_link_address (&host_scene_mipv6 (r->s)->home, r->s->mn);
  read_updates (r);
  for (unsigned i = 0; i < r->n; i++)
    readdress (r, &r->updates[i]);
}

/* The HA's last answer is to @update. */
static void
assert_accepted (const struct replay *r, const struct update *update,
                 uint16_t lifetime)
{
  const uint8_t *bu = update->octets + message_at (update->octets);
  struct mh_message ba;

  host_scene_read (r->s, "BA", world_count (r->s->w, "BA") - 1, &ba);
  g_assert_cmpuint (ba.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (ba.ba.sequence, ==, wire_get16 (bu + 6));
  g_assert_cmpuint (ba.ba.lifetime, ==, lifetime);
}

static void
assert_bound (const struct replay *r)
{
  const struct ha_entry *entry = host_scene_entry (r->s);

  g_assert_nonnull (entry);
  g_assert_cmpstr (ha_state_name (entry->state), ==, "active");
  g_assert_true (address_equal (&entry->care_of, &r->care_of));
}

static void
test_replay (gconstpointer leniency)
{
  struct replay r;

  replay_init (&r, (enum mh_leniency)GPOINTER_TO_INT (leniency));
  g_assert_cmpuint (r.n, ==, 3);
  for (unsigned i = 0; i < 2; i++) /* from the foreign link, twice */
    {
      send_update (&r, &r.updates[i], world_router (r.s->w, 0)->node);
      g_assert_cmpuint (world_count (r.s->w, "BA"), ==, i + 1);
      assert_accepted (&r, &r.updates[i], 15); /* the most we grant: 60 s */
      assert_bound (&r);
    }
  send_update (&r, &r.updates[0], world_router (r.s->w, 0)->node);
  g_assert_cmpuint (host_scene_last_status (r.s), ==,
                    STATUS_SEQUENCE_OUT_OF_WINDOW); /* a replay */
  assert_bound (&r);
  send_update (&r, &r.updates[2], r.s->w->anchor); /* home again */
  assert_accepted (&r, &r.updates[2], 0);
  g_assert_cmpstr (ha_state_name (host_scene_entry (r.s)->state), ==,
                   "invalid");
  g_assert_cmphex (r.faults, ==, 0);
  host_scene_free (r.s);
}

static void
test_absent (void)
{
  g_test_skip ("no capture: ../" CAPTURE);
}

int
main (int argc, char **argv)
{
  g_autofree char *capture = capture_name ();

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (capture, G_FILE_TEST_EXISTS))
    g_test_add_func ("/umip/none", test_absent);
  else
    {
      g_test_add_data_func ("/umip/strict", GINT_TO_POINTER (MH_STRICT),
                            test_replay);
      g_test_add_data_func ("/umip/real-world", GINT_TO_POINTER (MH_REAL_WORLD),
                            test_replay);
    }
  return g_test_run ();
}
