/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bursts of loss and damaged octets on channels, against closed forms.  Bounds
 * are 99 % of what chance allows; seeds are fixed. */
#include "sim/bursts.h"
#include "sim/link.h"
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND
#define QUANTILE 2.5758 /* of the normal law, two sides, 99 % */

/* Means of the good and the bad state, s. */
#define GOOD 0.9
#define BAD 0.1

static const struct random_source source = { .seed = 11 };

static struct burst_config
bursts_of (double loss_good, double loss_bad)
{
  return (struct burst_config){ .good = { LAW_EXPONENTIAL, GOOD, 0 },
                                .bad = { LAW_EXPONENTIAL, BAD, 0 },
                                .loss_good = loss_good,
                                .loss_bad = loss_bad };
}

/* ---- states -------------------------------------------------------- */

static void
test_stays (void)
{
  enum
  {
    STAYS = 20000
  };
  const struct burst_config config = bursts_of (0, 1);
  struct bursts *bursts = bursts_new (&source, "a>b");
  double sums[2] = { 0 };
  const double means[2] = { GOOD, BAD };
  sim_time now;

  bursts_set (bursts, &config, 0);
  now = bursts->until;
  for (unsigned i = 0; i < 2 * STAYS; i++)
    {
      bool bad = bursts_loss (bursts, now) > 0.5;

      sums[bad] += (double)(bursts->until - now) / SIM_SECOND;
      now = bursts->until;
    }
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat (fabs (sums[i] / STAYS - means[i]), <,
                       QUANTILE * means[i] / sqrt (STAYS));
  bursts_free (bursts);
}

/* Nearly all of what this law draws is far below its mean. */
static void
test_stays_are_not_endlessly_short (void)
{
  struct burst_config config = bursts_of (0, 1);
  struct bursts *bursts = bursts_new (&source, "a>b");
  sim_time now;

  config.good = config.bad = (struct law){ LAW_LOGNORMAL, 1e-5, 1e9 };
  bursts_set (bursts, &config, 0);
  now = bursts->until;
  for (int i = 0; i < 1000; i++)
    {
      bursts_loss (bursts, now);
      g_assert_cmpint (bursts->until - now, >=, 100);
      now = bursts->until;
    }
  bursts_free (bursts);
}

/* The first state is that of the long run: 3000 channels, one in ten bad. */
static void
test_first_state (void)
{
  enum
  {
    CHANNELS = 3000
  };
  const struct burst_config config = bursts_of (0, 1);
  const double share = BAD / (GOOD + BAD);
  unsigned bad = 0;

  for (unsigned i = 0; i < CHANNELS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u>b", i);
      struct bursts *bursts = bursts_new (&source, name);

      bursts_set (bursts, &config, 0);
      bad += bursts_loss (bursts, 0) > 0.5;
      bursts_free (bursts);
    }
  g_assert_cmpfloat (fabs ((double)bad / CHANNELS - share), <,
                     QUANTILE * sqrt (share * (1 - share) / CHANNELS));
}

/* States at each ms of 4 s; other laws from 2 s on.  @often: asked every ms,
 * else only where it is noted. */
static void
note_states (bool often, bool states[2000])
{
  const struct burst_config first = bursts_of (0, 1);
  struct burst_config second = first;
  struct bursts *bursts = bursts_new (&source, "a>b");

  second.good.a = 0.05;
  second.bad.a = 0.02;
  bursts_set (bursts, &first, 0);
  for (int i = 0; often && i < 2000; i++)
    bursts_loss (bursts, i * MS);
  bursts_set (bursts, &second, 2000 * MS);
  for (int i = 0; i < 2000; i++)
    states[i] = bursts_loss (bursts, (2000 + i) * MS) > 0.5;
  bursts_free (bursts);
}

static void
test_states_are_the_channels_own (void)
{
  bool often[2000], seldom[2000];
  unsigned bad = 0;

  note_states (true, often);
  note_states (false, seldom);
  g_assert_cmpmem (often, sizeof often, seldom, sizeof seldom);
  for (int i = 0; i < 2000; i++)
    bad += often[i];
  g_assert_cmpuint (bad, >, 0);
  g_assert_cmpuint (bad, <, 2000);
}

/* The same laws again, with other losses: the state goes on. */
static void
test_same_laws_go_on (void)
{
  const struct burst_config first = bursts_of (0, 1), other = bursts_of (1, 0);
  struct bursts *bursts = bursts_new (&source, "a>b");

  bursts_set (bursts, &first, 0);
  for (int i = 0; i < 1000; i++)
    {
      double before = bursts_loss (bursts, i * 10 * MS);
      sim_time until = bursts->until;

      bursts_set (bursts, i % 2 ? &first : &other, i * 10 * MS);
      g_assert_cmpint (bursts->until, ==, until);
      g_assert_cmpfloat (bursts_loss (bursts, i * 10 * MS), ==, 1 - before);
    }
  bursts_free (bursts);
}

/* ---- channels ------------------------------------------------------ */

struct pair
{
  struct sim *sim;
  struct node *a, *b;
};

static void
take (struct node *node, struct packet *p, void *data)
{
  enum drop_reason why = packet_check_udp (p);
  unsigned *n = data;

  if (why != DROP_N)
    {
      packet_drop (node, p, why);
      return;
    }
  ++*n;
  packet_deliver (node, p);
}

static void
pair_init (struct pair *pair, const struct channel_config *ab, unsigned *n)
{
  pair->sim = sim_new (7, 0);
  pair->a = network_add_router (pair->sim->network, "a");
  pair->b = network_add_router (pair->sim->network, "b");
  network_add_link (pair->sim->network, pair->a, pair->b, ab,
                    &channel_config_default);
  network_freeze (pair->sim->network);
  node_set_handler (pair->b, NEXT_UDP, take, n);
}

/* @packets of @flow, one each @gap; with others in between when @crowded.
 * Returns: how many arrived; @lost: (out) which did not, or NULL. */
static unsigned
send_all (const struct channel_config *ab, uint32_t packets, sim_time gap,
          bool crowded, bool *lost)
{
  struct pair pair;
  unsigned n = 0, all = 0;

  pair_init (&pair, ab, &n);
  for (uint32_t i = 0; i < packets; i++)
    {
      struct packet *p
          = make_udp (pair.sim, &pair.a->address, &pair.b->address, 52);

      p->meter.flow = 3;
      p->meter.sequence = i;
      node_send (pair.a, p);
      engine_run (pair.sim->engine, (sim_time)i * gap + gap / 2);
      if (lost)
        lost[i] = n == all;
      if (crowded)
        send_data (pair.a, &pair.a->address, &pair.b->address, 100);
      engine_run (pair.sim->engine, (sim_time)(i + 1) * gap);
      all = n;
    }
  run_out (pair.sim);
  sim_free (pair.sim);
  return n;
}

/* The mean of the losses over T has the variance of the share of time in the
 * bad state, 2 (a b)^2 / (a + b)^3 / T for exponential stays (Takacs 1957),
 * times (loss_bad - loss_good)^2, and that of the draws. */
static void
test_mean_loss (void)
{
  enum
  {
    PACKETS = 100000
  };
  const double good = 0.01, bad = 0.6, share = BAD / (GOOD + BAD);
  const double mean = share * bad + (1 - share) * good;
  const double length = PACKETS * 0.005;
  double variance = 2 * pow (GOOD * BAD, 2) / pow (GOOD + BAD, 3) / length
                        * pow (bad - good, 2)
                    + mean * (1 - mean) / PACKETS;
  struct channel_config ab = channel_config_default;
  double found;

  ab.has_bursts = true;
  ab.bursts = bursts_of (good, bad);
  found = 1 - (double)send_all (&ab, PACKETS, 5 * MS, false, NULL) / PACKETS;
  g_assert_cmpfloat (fabs (found - mean), <, QUANTILE * sqrt (variance));
  g_assert_cmpfloat (fabs (bursts_mean_loss (&ab.bursts) - mean), <, 1e-12);
}

/* Exponential stays, sampled at equal steps, are a Markov chain of two states:
 * with loss_bad = 1 runs of losses are geometric, and the chance to stay bad to
 * the next packet is pi_bad + pi_good exp (-step (1 / a + 1 / b)). */
static void
test_runs_of_losses (void)
{
  enum
  {
    PACKETS = 200000
  };
  const double share = BAD / (GOOD + BAD);
  const double stay = share + (1 - share) * exp (-0.02 * (1 / GOOD + 1 / BAD));
  struct channel_config ab = channel_config_default;
  g_autofree bool *lost = g_new (bool, PACKETS);
  unsigned runs = 0, longer[9] = { 0 };

  ab.has_bursts = true;
  ab.bursts = bursts_of (0, 1);
  send_all (&ab, PACKETS, 20 * MS, false, lost);
  for (unsigned i = 1, length = 0; i < PACKETS; i++)
    {
      runs += lost[i] && !lost[i - 1];
      length = lost[i] ? length + 1 : 0;
      for (unsigned n = 1; n < G_N_ELEMENTS (longer); n++)
        longer[n] += length == n + 1;
    }
  for (unsigned n = 1; n < G_N_ELEMENTS (longer); n *= 2)
    {
      double due = pow (stay, n), found = (double)longer[n] / runs;

      g_test_message ("longer than %u: %g, expected %g", n, found, due);
      g_assert_cmpfloat (fabs (found - due), <,
                         QUANTILE * sqrt (due * (1 - due) / runs));
    }
}

static void
test_losses_are_common (void)
{
  enum
  {
    PACKETS = 2000
  };
  struct channel_config ab = channel_config_default;
  g_autofree bool *alone = g_new (bool, PACKETS);
  g_autofree bool *crowded = g_new (bool, PACKETS);

  ab.has_bursts = true;
  ab.bursts = bursts_of (0.05, 0.8);
  g_assert_cmpuint (send_all (&ab, PACKETS, 5 * MS, false, alone), <, PACKETS);
  send_all (&ab, PACKETS, 5 * MS, true, crowded);
  g_assert_cmpmem (alone, PACKETS * sizeof *alone, crowded,
                   PACKETS * sizeof *crowded);
}

/* ---- damage -------------------------------------------------------- */

/* Of 100 octets, no checksum covers four (flow label, half of the traffic
 * class, hop limit) and one half of the first, where 15 of 255 ways to damage
 * it leave the version; all others must be whole.  The Internet checksum sees
 * nearly all damage: 2^-16 of that to several octets escapes, 0.2 packets of
 * these. */
static void
test_damage_is_seen (void)
{
  enum
  {
    PACKETS = 20000
  };
  const double p = 0.01;
  const double whole = pow (1 - p, 95) * (1 - p + p * 15 / 255);
  struct channel_config ab = channel_config_default;
  double found;

  ab.corruption = p;
  found = (double)send_all (&ab, PACKETS, MS, false, NULL) / PACKETS;
  g_assert_cmpfloat (fabs (found - whole), <,
                     QUANTILE * sqrt (whole * (1 - whole) / PACKETS));
}

/* All octets damaged: not one header can be read. */
static void
test_certain_damage (void)
{
  struct channel_config ab = channel_config_default;
  unsigned n = 0;
  struct pair pair;

  ab.corruption = 1;
  pair_init (&pair, &ab, &n);
  for (int i = 0; i < 100; i++)
    send_data (pair.a, &pair.a->address, &pair.b->address, 100);
  run_out (pair.sim);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (dropped (pair.sim, DROP_MALFORMED), ==, 100);
  sim_free (pair.sim);
}

/* Each octet of UDP and payload, each bit; and a checksum of 0 (RFC 8200 8.1),
 * which has the sum of 0xffff. */
static void
test_udp_checksum (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *node = network_add_router (sim->network, "a");
  struct packet *p = make_udp (sim, &node->address, &node->address, 0);
  uint8_t *udp = p->head + IPV6_HEADER_SIZE;

  g_assert_cmpint (packet_check_udp (p), ==, DROP_N);
  for (int i = 0; i < UDP_HEADER_SIZE * 8; i++)
    {
      udp[i / 8] ^= (uint8_t)(1 << i % 8);
      g_assert_cmpint (packet_check_udp (p), ==,
                       i / 8 == 4 || i / 8 == 5 ? DROP_MALFORMED
                                                : DROP_CHECKSUM);
      udp[i / 8] ^= (uint8_t)(1 << i % 8);
    }
  /* The source port makes the sum what a checksum of 0 completes. */
  wire_put16 (udp, wire_get16 (udp) + wire_get16 (udp + 6));
  if (wire_get16 (udp) < wire_get16 (udp + 6))
    wire_put16 (udp, wire_get16 (udp) + 1);
  wire_put16 (udp + 6, 0);
  g_assert_cmpint (packet_check_udp (p), ==, DROP_CHECKSUM);
  wire_put16 (udp + 6, 0xffff);
  g_assert_cmpint (packet_check_udp (p), ==, DROP_N);
  packet_free (sim->network, p);
  sim_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bursts/stays-have-their-means", test_stays);
  g_test_add_func ("/bursts/stays-are-not-endlessly-short",
                   test_stays_are_not_endlessly_short);
  g_test_add_func ("/bursts/first-state-is-of-the-long-run", test_first_state);
  g_test_add_func ("/bursts/states-do-not-depend-on-packets",
                   test_states_are_the_channels_own);
  g_test_add_func ("/bursts/same-laws-go-on", test_same_laws_go_on);
  g_test_add_func ("/bursts/mean-loss", test_mean_loss);
  g_test_add_func ("/bursts/runs-of-losses", test_runs_of_losses);
  g_test_add_func ("/bursts/losses-do-not-depend-on-others",
                   test_losses_are_common);
  g_test_add_func ("/damage/is-seen", test_damage_is_seen);
  g_test_add_func ("/damage/of-all-octets", test_certain_damage);
  g_test_add_func ("/damage/udp-checksum", test_udp_checksum);
  return g_test_run ();
}
