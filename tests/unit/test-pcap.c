/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capture files, octet by octet and as tshark reads them. */
#include <errno.h>
#include <glib/gstdio.h>

#include "sim/pcap.h"
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND
/* libpcap's file format, in the byte order of the machine that wrote it. */
#define MAGIC_NANOSECONDS UINT32_C (0xa1b23c4d)
#define LINKTYPE_RAW 101
#define FILE_HEADER 24
#define RECORD_HEADER 16

struct capture
{
  char *folder, *path;
  struct pcap_writer *writer;
};

static void
capture_init (struct capture *capture)
{
  GError *error = NULL;

  capture->folder = g_dir_make_tmp ("dmmsim-pcap-XXXXXX", &error);
  g_assert_no_error (error);
  capture->path = g_build_filename (capture->folder, "r1.pcap", NULL);
  capture->writer = pcap_writer_new (capture->path, &error);
  g_assert_no_error (error);
}

static unsigned
count_files (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  unsigned n = 0;

  while (g_dir_read_name (dir))
    n++;
  g_dir_close (dir);
  return n;
}

static void
capture_clear (struct capture *capture)
{
  g_unlink (capture->path);
  g_assert_cmpint (g_rmdir (capture->folder), ==, 0);
  g_free (capture->path);
  g_free (capture->folder);
}

/* Two packets of which r1 of r0 - r1 - r2 sees four crossings; the first is
 * tunnelled from r0 to r2. */
static void
record (struct capture *capture)
{
  struct sim *sim = sim_new (1, 0);
  struct sink sink = { 0 };
  struct node *r[3];
  struct address other;
  struct prefix prefix;
  struct route route = { .kind = ROUTE_TUNNEL };
  GError *error = NULL;

  add_chain (sim, r, 3, 1500 * SIM_MILLISECOND + 7);
  prefix = network_new_prefix (sim->network, r[2]);
  other = prefix_host (&prefix, 1);
  node_add_address (r[2], &other);
  route.peer = r[2]->address;
  node_set_route (r[0], &prefix, &route);
  node_accept_tunnel (r[2], &r[0]->address);
  node_set_handler (r[2], NEXT_UDP, sink_receive, &sink);
  node_set_pcap (r[1], capture->writer);
  send_data (r[0], &r[0]->address, &other, 148);
  run_out (sim);
  send_data (r[0], &r[0]->address, &r[2]->address, 100);
  run_out (sim);
  g_assert_cmpuint (sink.n, ==, 2);
  g_assert_false (g_file_test (capture->path, G_FILE_TEST_EXISTS));
  g_assert_true (pcap_writer_close (capture->writer, true, &error));
  g_assert_no_error (error);
  sim_free (sim);
}

static uint32_t
word (const char *bytes, size_t at)
{
  uint32_t value;

  memcpy (&value, bytes + at, sizeof value);
  return value;
}

static void
test_format (void)
{
  struct capture capture;
  g_autofree char *bytes = NULL;
  const char *packet;
  size_t n, second = FILE_HEADER + RECORD_HEADER + 88;

  capture_init (&capture);
  record (&capture);
  g_assert_true (g_file_get_contents (capture.path, &bytes, &n, NULL));
  g_assert_cmphex (word (bytes, 0), ==, MAGIC_NANOSECONDS);
  g_assert_cmpuint (word (bytes, 20), ==, LINKTYPE_RAW);
  /* Received at 1.500000007 s: 88 octets stored of 188. */
  g_assert_cmpuint (word (bytes, FILE_HEADER), ==, 1);
  g_assert_cmpuint (word (bytes, FILE_HEADER + 4), ==, 500000007);
  g_assert_cmpuint (word (bytes, FILE_HEADER + 8), ==, 88);
  g_assert_cmpuint (word (bytes, FILE_HEADER + 12), ==, 188);
  packet = bytes + FILE_HEADER + RECORD_HEADER;
  g_assert_cmphex ((uint8_t)packet[0], ==, 0x60);
  g_assert_cmpint (packet[6], ==, NEXT_IPV6);
  g_assert_cmpint (packet[7], ==, 64);
  /* Sent on at the same instant with one less to live. */
  g_assert_cmpuint (word (bytes, second + 4), ==, 500000007);
  g_assert_cmpint (bytes[second + RECORD_HEADER + 7], ==, 63);
  g_assert_cmpuint (n, ==, FILE_HEADER + 4 * RECORD_HEADER + 2 * (88 + 48));
  g_assert_cmpuint (count_files (capture.folder), ==, 1);
  capture_clear (&capture);
}

static char *
run_tshark (const char *path)
{
  const char *const command[] = { "tshark",
                                  "-r",
                                  path,
                                  "-T",
                                  "fields",
                                  "-e",
                                  "frame.time_epoch",
                                  "-e",
                                  "frame.protocols",
                                  "-e",
                                  "frame.len",
                                  NULL };
  char *output = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                     NULL, &output, NULL, &status, NULL))
    return NULL;
  g_assert_cmpint (status, ==, 0);
  return output;
}

static void
test_tshark (void)
{
  static const char expected[] = "1.500000007\traw:ipv6:ipv6:udp\t188\n"
                                 "1.500000007\traw:ipv6:ipv6:udp\t188\n"
                                 "4.500000021\traw:ipv6:udp\t100\n"
                                 "4.500000021\traw:ipv6:udp\t100\n";
  g_autofree char *found = g_find_program_in_path ("tshark");
  g_autofree char *output = NULL;
  struct capture capture;

  if (!found)
    {
      g_test_skip ("tshark is not installed");
      return;
    }
  capture_init (&capture);
  record (&capture);
  output = run_tshark (capture.path);
  g_assert_cmpstr (output, ==, expected);
  capture_clear (&capture);
}

/* What is dropped on entering a link is not captured. */
static void
test_drops (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *a = network_add_router (sim->network, "a");
  struct node *b = network_add_router (sim->network, "b");
  struct channel_config lossy = channel_config_default;
  g_autofree char *bytes = NULL;
  struct capture capture;
  size_t n;

  capture_init (&capture);
  lossy.loss = 1;
  network_add_link (sim->network, a, b, &lossy, &lossy);
  network_freeze (sim->network);
  node_set_pcap (a, capture.writer);
  send_data (a, &a->address, &b->address, 100);
  run_out (sim);
  g_assert_true (pcap_writer_close (capture.writer, true, NULL));
  g_assert_true (g_file_get_contents (capture.path, &bytes, &n, NULL));
  g_assert_cmpuint (n, ==, FILE_HEADER);
  capture_clear (&capture);
  sim_free (sim);
}

static void
test_discarded (void)
{
  struct capture capture;

  capture_init (&capture);
  g_assert_cmpuint (count_files (capture.folder), ==, 1);
  g_assert_true (pcap_writer_close (capture.writer, false, NULL));
  g_assert_cmpuint (count_files (capture.folder), ==, 0);
  capture_clear (&capture);
}

static void
test_refused (void)
{
  GError *error = NULL;

  g_assert_null (pcap_writer_new ("/nonexistent/folder/x.pcap", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/nonexistent/folder/x.pcap"));
  g_error_free (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pcap/octets-of-the-file", test_format);
  g_test_add_func ("/pcap/tshark-reads-it", test_tshark);
  g_test_add_func ("/pcap/drops-on-entry-are-absent", test_drops);
  g_test_add_func ("/pcap/discarded-leaves-nothing", test_discarded);
  g_test_add_func ("/pcap/refused-names-the-file", test_refused);
  return g_test_run ();
}
