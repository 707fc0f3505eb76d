/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures of other people's daemons: the chain of headers against what a
 * reader independent of ours found in them (facts.json): tunnels, Home Address
 * options, type 2 routing headers, and every Mobility Header with its place,
 * addresses and checksum.  No truncation or bit flip of a frame is read past
 * its end. */
#include <cjson/cJSON.h>
#include <glib.h>
#include <pcap/pcap.h>

#include "models/codec/layers.h"
#include "models/codec/mh.h"
#include "tests/codec/mutations.h"
#include "tests/codec/octets.h"

#define CAPTURES "shared/data/pcap"

enum
{
  ETHERNET_SIZE = 14,
  ETHERTYPE_AT = 12,
  ETHERTYPE_IPV6 = 0x86dd
};

struct capture
{
  const cJSON *facts;
  char *path;
};

struct counts
{
  unsigned tunnels, home_addresses, routing, mobility;
};

static char *
shared_path (const char *name)
{
  const char *top = g_getenv ("top_srcdir");

  return g_build_filename (top != NULL ? top : ".", "..", CAPTURES, name, NULL);
}

static const char *
text_of (const cJSON *json, const char *key)
{
  return cJSON_GetStringValue (cJSON_GetObjectItemCaseSensitive (json, key));
}

static unsigned
number_of (const cJSON *json, const char *key)
{
  const cJSON *item = cJSON_GetObjectItemCaseSensitive (json, key);

  g_assert_true (cJSON_IsNumber (item));
  return (unsigned)item->valueint;
}

/* The IPv6 packet of a frame; n 0: it has none. */
static struct octets
packet_of (int link_type, const uint8_t *frame, size_t n)
{
  if (link_type != DLT_EN10MB)
    return (struct octets){ (uint8_t *)(gpointer)frame, n };
  if (n < ETHERNET_SIZE || wire_get16 (frame + ETHERTYPE_AT) != ETHERTYPE_IPV6)
    return (struct octets){ NULL, 0 };
  return (struct octets){ (uint8_t *)(gpointer)(frame + ETHERNET_SIZE),
                          n - ETHERNET_SIZE };
}

/* What the captures hold */

/* Three options headers broken on purpose: an option past the end, a header
 * past the end (with a home address in front), a home address of length 1.
 * The reader of facts.json took the second one's; a node must not. */
#define BROKEN_OPTIONS "zeek/ipv6-mobility-dst-opts.pcap"

static void
count (const struct layers *layers, struct counts *counts)
{
  unsigned ipv6 = 0;

  for (unsigned i = 0; i < layers->n; i++)
    {
      const struct layer *layer = &layers->layer[i];

      ipv6 += layer->kind == LAYER_IPV6;
      counts->home_addresses += layer->kind == LAYER_DESTINATION_OPTIONS
                                && layer->options.has_home_address;
      counts->routing += layer->kind == LAYER_ROUTING
                         && layer->routing.type == ROUTING_TYPE_2;
      counts->mobility += layer->kind == LAYER_MOBILITY;
    }
  counts->tunnels += ipv6 > 1;
}

static void
assert_address (const cJSON *message, const char *key,
                const struct address *address)
{
  char text[ADDRESS_TEXT_SIZE];

  g_assert_cmpstr (address_text (address, text), ==, text_of (message, key));
}

static void
assert_message (const cJSON *message, struct octets packet,
                const struct layers *layers)
{
  const struct layer *ip = layers_find (layers, LAYER_IPV6);
  const struct layer *mobility = layers_find (layers, LAYER_MOBILITY);
  const char *home = text_of (message, "home_address_option");
  const char *routed = text_of (message, "type2_routing");
  struct mh_message decoded;

  g_assert_nonnull (mobility);
  g_assert_cmpuint (mobility->length, ==, number_of (message, "octets"));
  assert_address (message, "src", &ip->ip.source);
  assert_address (message, "dst", &ip->ip.destination);
  assert_address (message, home != NULL ? "home_address_option" : "src",
                  &mobility->upper.source);
  assert_address (message, routed != NULL ? "type2_routing" : "dst",
                  &mobility->upper.destination);
  if (cJSON_GetObjectItemCaseSensitive (message, "faults") != NULL)
    return;
  g_assert_cmpint (mh_decode (packet.at + mobility->offset, mobility->length,
                              &mobility->upper.source,
                              &mobility->upper.destination, &decoded),
                   ==, MH_OK);
  g_assert_cmpuint (decoded.type, ==, number_of (message, "type"));
}

static const cJSON *
message_of_frame (const struct capture *capture, unsigned frame)
{
  const cJSON *message;

  cJSON_ArrayForEach (
      message, cJSON_GetObjectItemCaseSensitive (capture->facts, "messages"))
  {
    if (number_of (message, "frame") == frame)
      return message;
  }
  return NULL;
}

static pcap_t *
open_capture (const struct capture *capture)
{
  char why[PCAP_ERRBUF_SIZE];
  pcap_t *pcap = pcap_open_offline (capture->path, why);

  if (pcap == NULL)
    g_error ("%s: %s", capture->path, why);
  return pcap;
}

static void
check_frame (const struct capture *capture, struct octets packet,
             unsigned frame, struct counts *counts)
{
  const cJSON *message = message_of_frame (capture, frame);
  struct layers layers;

  if (layers_read (packet.at, packet.n, &layers) != LAYERS_OK)
    {
      g_assert_null (message);
      return;
    }
  count (&layers, counts);
  if (message != NULL)
    assert_message (message, packet, &layers);
}

static void
test_agrees (gconstpointer data)
{
  const struct capture *capture = data;
  pcap_t *pcap = open_capture (capture);
  struct counts counts = { 0 };
  struct pcap_pkthdr *header;
  const u_char *frame;

  for (unsigned i = 1; pcap_next_ex (pcap, &header, &frame) == 1; i++)
    {
      struct octets packet
          = packet_of (pcap_datalink (pcap), frame, header->caplen);

      if (packet.n > 0)
        check_frame (capture, packet, i, &counts);
    }
  pcap_close (pcap);
  g_assert_cmpuint (counts.tunnels, ==,
                    number_of (capture->facts, "ipv6_in_ipv6"));
  g_assert_cmpuint (counts.home_addresses, ==,
                    g_str_equal (capture->facts->string, BROKEN_OPTIONS)
                        ? 0
                        : number_of (capture->facts, "home_address_option"));
  g_assert_cmpuint (counts.routing, ==,
                    number_of (capture->facts, "type2_routing"));
  g_assert_cmpuint (counts.mobility, ==,
                    number_of (capture->facts, "mobility"));
}

/* Mutations */

static void
check_chain (const uint8_t *octets, size_t n, gpointer data)
{
  struct layers layers;
  enum layers_result result = layers_read (octets, n, &layers);
  const struct layer *last;

  (void)data;
  g_assert_cmpuint (layers.n, <=, LAYERS_MAX);
  for (unsigned i = 0; i < layers.n; i++)
    g_assert_cmpuint ((size_t)layers.layer[i].offset + layers.layer[i].length,
                      <=, n);
  if (result == LAYERS_OK)
    {
      last = &layers.layer[layers.n - 1];
      g_assert_cmpuint (last->kind, >=, LAYER_MOBILITY);
      return;
    }
  g_assert_cmpuint (layers.bad_offset, <=, n);
}

/* Nothing but the outermost header says that more must follow. */
static void
check_truncated (const uint8_t *octets, size_t n, gpointer data)
{
  struct layers layers;

  (void)data;
  g_assert_cmpint (layers_read (octets, n, &layers), !=, LAYERS_OK);
}

static void
test_mutations (gconstpointer data)
{
  const struct capture *capture = data;
  pcap_t *pcap = open_capture (capture);
  struct pcap_pkthdr *header;
  const u_char *frame;

  while (pcap_next_ex (pcap, &header, &frame) == 1)
    {
      struct octets packet
          = packet_of (pcap_datalink (pcap), frame, header->caplen);
      struct layers layers;

      if (packet.n < IPV6_SIZE)
        continue;
      each_bit_flip (packet.at, packet.n, check_chain, NULL);
      if (layers_read (packet.at, packet.n, &layers) == LAYERS_OK)
        each_truncation (packet.at, IPV6_SIZE + layers.layer[0].ip.payload,
                         check_truncated, NULL);
      each_truncation (packet.at, packet.n, check_chain, NULL);
    }
  pcap_close (pcap);
}

static void
test_absent (void)
{
  g_test_skip ("no " CAPTURES " beside the source tree");
}

static void
capture_free (gpointer data)
{
  struct capture *capture = data;

  g_free (capture->path);
  g_free (capture);
}

static struct capture *
add_capture (const cJSON *facts)
{
  struct capture *capture = g_new0 (struct capture, 1);
  g_autofree char *agrees
      = g_strdup_printf ("/layers/captures/agrees/%s", facts->string);
  g_autofree char *mutations
      = g_strdup_printf ("/layers/captures/bounded/%s", facts->string);

  capture->facts = facts;
  capture->path = shared_path (facts->string);
  g_test_add_data_func (agrees, capture, test_agrees);
  g_test_add_data_func (mutations, capture, test_mutations);
  return capture;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) captures
      = g_ptr_array_new_with_free_func (capture_free);
  g_autofree char *path = shared_path ("facts.json");
  g_autofree char *text = NULL;
  cJSON *json = NULL;
  const cJSON *item;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (g_file_get_contents (path, &text, NULL, NULL))
    json = cJSON_Parse (text);
  if (json == NULL)
    g_test_add_func ("/layers/captures", test_absent);
  cJSON_ArrayForEach (item, json)
      g_ptr_array_add (captures, add_capture (item));
  status = g_test_run ();
  cJSON_Delete (json);
  return status;
}
