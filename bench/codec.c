/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoding and encoding of signalling as the entities send it: a PBU with six
 * options and a PBA with three Previous MAAR options (RFC 8885), the checksum
 * included.  One line per message and direction; "without_checksum" is the
 * same without looking at or making it.
 *
 *   codec [WINDOWS [OPERATIONS]] */
#include <glib.h>

#include "bench/bench.h"
#include "models/codec/mh.h"

#define ROOM 512

struct codec_bench
{
  const char *name;
  struct mh_message message, decoded;
  struct address source, destination;
  const struct address *checked; /* NULL: without checksum */
  uint8_t octets[ROOM];
  size_t n;
  uint64_t sum; /* of what was decoded, so that it is not optimised away */
};

static struct address
address_number (uint8_t number)
{
  return (struct address){ { 0x20, 0x01, 0x0d, 0xb8, 0, number, [15] = 1 } };
}

static void
fill_pbu (struct mh_message *message)
{
  static const uint8_t link_layer[] = { 2, 0, 0x5e, 0, 0x53, 1 };
  struct address address = address_number (7);
  struct prefix prefix = prefix_make (&address, 64);

  mh_init (message, MH_BU);
  message->bu.sequence = 7;
  message->bu.flags = BU_A | BU_P | BU_D;
  message->bu.lifetime = 15;
  mh_add_mn_identifier (message, "mn1@pmip.example.org");
  mh_add_prefix (message, OPTION_HOME_NETWORK_PREFIX, &prefix);
  mh_add_value (message, OPTION_HANDOFF_INDICATOR, HI_BETWEEN_MAGS);
  mh_add_value (message, OPTION_ACCESS_TECHNOLOGY, ATT_802_11);
  mh_add_link_layer (message, OPTION_MN_LINK_LAYER_ID, link_layer,
                     sizeof link_layer);
  mh_add_timestamp (message, INT64_C (1700000000123456789));
}

static void
fill_pba (struct mh_message *message)
{
  struct address address = address_number (7);
  struct prefix prefix = prefix_make (&address, 64);

  mh_init (message, MH_BA);
  message->ba.flags = BA_P | BA_D;
  message->ba.sequence = 7;
  message->ba.lifetime = 15;
  mh_add_mn_identifier (message, "mn1@pmip.example.org");
  mh_add_prefix (message, OPTION_HOME_NETWORK_PREFIX, &prefix);
  mh_add_value (message, OPTION_HANDOFF_INDICATOR, HI_BETWEEN_MAGS);
  mh_add_value (message, OPTION_ACCESS_TECHNOLOGY, ATT_802_11);
  mh_add_timestamp (message, INT64_C (1700000000123456789));
  for (uint8_t i = 0; i < 3; i++)
    {
      struct address maar = address_number (i);
      struct prefix anchored = prefix_make (&maar, 64);

      mh_add_previous_maar (message, &maar, &anchored);
    }
}

static void
bench_decode (void *data, uint64_t ops)
{
  struct codec_bench *bench = data;

  for (uint64_t i = 0; i < ops; i++)
    {
      g_assert (mh_decode (bench->octets, bench->n, bench->checked,
                           &bench->destination, &bench->decoded)
                == MH_OK);
      bench->sum += bench->decoded.n_options;
    }
}

/* The sequence number changes, as from one message to the next. */
static void
bench_encode (void *data, uint64_t ops)
{
  struct codec_bench *bench = data;

  for (uint64_t i = 0; i < ops; i++)
    {
      bench->message.bu.sequence = (uint16_t)i;
      bench->sum += mh_encode (&bench->message, bench->checked,
                               &bench->destination, bench->octets, ROOM);
    }
}

static void
report (struct codec_bench *bench, const char *what, bench_work *work,
        unsigned windows, uint64_t ops)
{
  struct bench_result result, bare;

  bench->checked = &bench->source;
  result = bench_measure (work, bench, ops, windows);
  bench->checked = NULL;
  bare = bench_measure (work, bench, ops, windows);
  printf ("{\"bench\":\"codec\",\"message\":\"%s\",\"what\":\"%s\","
          "\"octets\":%zu,\"options\":%u,\"million_per_s\":%.2f,"
          "\"ns_without_checksum\":%.2f,",
          bench->name, what, bench->n, bench->message.n_options,
          1e3 / result.median, bare.median);
  bench_print (&result);
  printf ("}\n");
}

static void
bench_message (const char *name, void fill (struct mh_message *message),
               unsigned windows, uint64_t ops)
{
  struct codec_bench *bench = g_new0 (struct codec_bench, 1);

  bench->name = name;
  bench->source = address_number (100);
  bench->destination = address_number (101);
  fill (&bench->message);
  bench->n = mh_encode (&bench->message, &bench->source, &bench->destination,
                        bench->octets, ROOM);
  report (bench, "decode", bench_decode, windows, ops);
  report (bench, "encode", bench_encode, windows, ops);
  g_free (bench);
}

int
main (int argc, char **argv)
{
  const unsigned windows = (unsigned)bench_argument (argc, argv, 1, 9);
  const uint64_t ops = bench_argument (argc, argv, 2, 200000);

  bench_message ("PBU with six options", fill_pbu, windows, ops);
  bench_message ("PBA with three Previous MAAR", fill_pba, windows, ops);
  return 0;
}
