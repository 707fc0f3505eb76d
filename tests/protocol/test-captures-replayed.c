/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures of other people's daemons (and of peers made with scapy) against our
 * LMA and CMD: what a gateway sent is sent again, at its own time of day, with
 * the addresses of our network in the place of those of the capture.  With
 * leniency every request gets the status that the captured anchor gave, and
 * leaves the state that the moves of the node demand; strict, the faulty ones
 * are refused for the reasons that facts.json lists. */
#include <cjson/cJSON.h>

#include "tests/protocol/capture-scene.h"

/* Our links are longer than those of the capture: an answer is held back until
 * what it answers has arrived. */
#define ANSWER_DELAY (50 * SIM_MILLISECOND)

/* ---- what is expected ------------------------------------------------ */

static bool
is_for_centre (const struct replay *r, const struct captured *c)
{
  struct address to = replay_mapped (r, &c->destination);

  return address_equal (&to, &r->centre->address);
}

static bool
is_request (const struct replay *r, const struct captured *c)
{
  return is_for_centre (r, c) && c->message.type == MH_BU;
}

/* What the captured anchor answered, or NULL. */
static const struct captured *
captured_answer (const struct replay *r, const struct captured *request)
{
  for (const struct captured *c = request + 1; c < r->messages + r->n; c++)
    if (c->message.type == MH_BA
        && address_equal (&c->destination, &request->source)
        && c->message.ba.sequence == request->message.bu.sequence)
      return c;
  return NULL;
}

static void
assert_same_identifier (const struct mh_message *a, const struct mh_message *b)
{
  const struct mh_option *x = mh_find (a, OPTION_MN_IDENTIFIER, 0);
  const struct mh_option *y = mh_find (b, OPTION_MN_IDENTIFIER, 0);

  g_assert_cmpuint (x->mn_identifier.subtype, ==, y->mn_identifier.subtype);
  g_assert_cmpuint (x->mn_identifier.id.n, ==, y->mn_identifier.id.n);
  g_assert_true (memcmp (x->mn_identifier.id.octets, y->mn_identifier.id.octets,
                         x->mn_identifier.id.n)
                 == 0);
}

/* Our Previous MAAR options name those of the capture, and no others. */
static void
assert_same_previous (const struct replay *r, const struct mh_message *theirs,
                      const struct mh_message *ours)
{
  unsigned n = mh_count (theirs, OPTION_PREVIOUS_MAAR);

  g_assert_cmpuint (mh_count (ours, OPTION_PREVIOUS_MAAR), ==, n);
  for (unsigned i = 0; i < n; i++)
    {
      const struct mh_option *a = mh_find (theirs, OPTION_PREVIOUS_MAAR, i);
      const struct mh_option *b = mh_find (ours, OPTION_PREVIOUS_MAAR, i);
      struct address maar = replay_mapped (r, &a->previous_maar.maar);

      g_assert_true (address_equal (&maar, &b->previous_maar.maar));
      g_assert_true (
          address_equal (&a->previous_maar.prefix, &b->previous_maar.prefix));
    }
}

/* The prefix that the captured anchor gave is, here, the one ours gave. */
static void
map_prefix (struct replay *r, const struct mh_message *theirs,
            const struct mh_message *ours)
{
  const struct mh_option *a = mh_find (theirs, OPTION_HOME_NETWORK_PREFIX, 0);
  const struct mh_option *b = mh_find (ours, OPTION_HOME_NETWORK_PREFIX, 0);

  if (a && b && !r->plan->prefix && !r->plan->distributed && r->mapped < 4)
    replay_map (r, &a->prefix.address, &b->prefix.address);
}

static void
assert_answered (struct replay *r, const struct captured *request)
{
  struct address sender = replay_mapped (r, &request->source);
  const struct captured *theirs = captured_answer (r, request);
  const struct signal *answer = replay_last_sent (r, "PBA", &sender);
  const struct mh_option *prefix, *asked;
  struct mh_message ours;
  struct address expected;

  g_assert_nonnull (answer);
  g_assert_cmpint (mh_decode (answer->octets, answer->n, &answer->source,
                              &answer->destination, &ours),
                   ==, MH_OK);
  g_assert_cmpuint (ours.ba.status, ==, theirs->message.ba.status);
  g_assert_cmpuint (ours.ba.sequence, ==, request->message.bu.sequence);
  g_assert_cmpuint (ours.ba.lifetime, ==, theirs->message.ba.lifetime);
  assert_same_identifier (&ours, &request->message);
  assert_same_previous (r, &theirs->message, &ours);
  map_prefix (r, &theirs->message, &ours);
  prefix = mh_find (&ours, OPTION_HOME_NETWORK_PREFIX, 0);
  asked = mh_find (&theirs->message, OPTION_HOME_NETWORK_PREFIX, 0);
  expected = replay_mapped (r, &asked->prefix.address);
  g_assert_true (address_equal (&prefix->prefix.address, &expected));
  g_assert_cmpuint (prefix->prefix.length, ==, asked->prefix.length);
}

static void
add_gateway (const struct replay *r, const struct address *address,
             GString *state)
{
  for (unsigned i = 0; i < GATEWAYS && r->gateways[i]; i++)
    if (address_equal (&r->gateways[i]->address, address))
      g_string_append_printf (state, "%u", i);
}

static char *
state_of (struct replay *r)
{
  GString *state = g_string_new (NULL);

  if (r->plan->distributed)
    {
      const struct cmd_bce *bce
          = r->mn->anchored ? dmm_world_bce (r->mn) : NULL;

      if (bce)
        add_gateway (r, &bce->p_coa, state);
      for (guint i = 0; bce && i < bce->previous->len; i++)
        {
          const struct p_maar *p = g_ptr_array_index (bce->previous, i);

          g_assert_cmpint (p->state, ==, P_MAAR_CURRENT);
          add_gateway (r, &p->address, state);
        }
    }
  else
    {
      const struct bce *bce = lma_node_get (world_lma (r->w), r->mn)->entries;

      if (bce)
        add_gateway (r, &bce->proxy_coa, state);
      if (bce)
        g_string_append_c (state, bce->state == BCE_ACTIVE ? 'A' : 'H');
      g_assert_true (!bce || !bce->next);
    }
  return g_string_free (state, FALSE);
}

/* ---- accepted -------------------------------------------------------- */

/* Or no further, if that is over. */
static void
run_to (struct replay *r, int64_t at)
{
  engine_run (r->sim->engine, MAX (at - r->domain->epoch, sim_now (r->sim)));
}

static unsigned
sent_by_centre (const struct replay *r)
{
  unsigned n = 0;

  for (guint i = 0; i < r->heard->signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (r->heard->signals, struct signal, i);

      n += s->sent && s->node == r->centre->node && s->class != SIGNALING_ERROR;
    }
  return n;
}

/* Until just before the next request. */
static void
settle (struct replay *r, unsigned i)
{
  int64_t until = r->messages[i].at + SIM_SECOND;
  unsigned next = i + 1;

  for (; next < r->n && !is_request (r, &r->messages[next]); next++)
    if (is_for_centre (r, &r->messages[next]))
      {
        run_to (r, r->messages[next].at + ANSWER_DELAY);
        replay_send (r, &r->messages[next]);
      }
  if (next < r->n)
    until = MIN (until, r->messages[next].at);
  run_to (r, until);
}

static void
test_answered (gconstpointer data)
{
  const struct plan *plan = data;
  unsigned request = 0, from_centre = 0;
  struct replay r;

  replay_init (&r, plan);
  for (unsigned i = 0; i < r.n; i++)
    {
      g_autofree char *state = NULL;
      const struct captured *c = &r.messages[i];
      unsigned before = sent_by_centre (&r);

      from_centre += !is_for_centre (&r, c);
      if (!is_request (&r, c))
        continue;
      run_to (&r, c->at);
      replay_send (&r, c);
      settle (&r, i);
      g_test_message ("frame %u", c->frame);
      if (captured_answer (&r, c))
        assert_answered (&r, c);
      else
        g_assert_cmpuint (sent_by_centre (&r), ==, before);
      state = state_of (&r);
      g_assert_cmpstr (state, ==, plan->states[request++]);
    }
  g_assert_null (plan->states[request]);
  /* 2k + 2 messages per handover, in proxy and in relay mode. */
  g_assert_cmpuint (sent_by_centre (&r), ==, from_centre);
  g_assert_cmphex (r.unforgiven, ==, 0);
  if (plan->leniency == MH_STRICT)
    g_assert_cmphex (r.forgiven, ==, 0);
  else
    g_assert_cmphex (r.forgiven, !=, 0);
  replay_clear (&r);
}

/* ---- refused --------------------------------------------------------- */

/* In the words of facts.json. */
static char *
fault_words (const struct mh_remark *remark, const struct captured *c)
{
  static const char *const options[] = {
    [22] = "hnp", [26] = "lla", [27] = "timestamp", [28] = "restart-counter"
  };
  const char *option = remark->option < G_N_ELEMENTS (options)
                           ? options[remark->option]
                           : NULL;

  switch (remark->fault)
    {
    case MH_FAULT_HEADER_LEN:
      return g_strdup_printf ("header-len-%u-but-%zu-octets", remark->at, c->n);
    case MH_FAULT_SIZE:
      return g_strdup ("not-a-multiple-of-8");
    case MH_FAULT_PAST_HEADER_LEN:
      return g_strdup ("options-past-header-len");
    case MH_FAULT_ALIGNMENT:
      return option
                 ? g_strdup_printf ("%s-misaligned-at-%u", option, remark->at)
                 : NULL;
    case MH_FAULT_PRIVATE_OPTION:
      return remark->option == OPTION_RESTART_COUNTER
                 ? g_strdup ("restart-counter-length-16")
                 : NULL;
    default:
      return NULL;
    }
}

static const cJSON *
facts_of (const cJSON *facts, const char *capture, unsigned frame)
{
  const cJSON *message,
      *list = cJSON_GetObjectItemCaseSensitive (
          cJSON_GetObjectItemCaseSensitive (facts, capture), "messages");

  cJSON_ArrayForEach (
      message,
      list) if (cJSON_GetObjectItemCaseSensitive (message, "frame")->valueint
                == (int)
                    frame) return cJSON_GetObjectItemCaseSensitive (message,
                                                                    "faults");
  g_assert_not_reached ();
}

static bool
lists (const cJSON *faults, const char *words)
{
  const cJSON *fault;

  cJSON_ArrayForEach (
      fault, faults) if (g_str_equal (fault->valuestring, words)) return true;
  return false;
}

/* The same faults as an independent reader found, no more and no less. */
static void
assert_faults (const struct captured *c, const cJSON *facts)
{
  struct mh_faults faults;
  int named = 0;

  mh_survey (c->octets, c->n, &faults);
  for (unsigned i = 0; i < faults.n; i++)
    {
      g_autofree char *words = fault_words (&faults.remarks[i], c);

      if (words && !lists (facts, words))
        g_error ("frame %u: \"%s\" is not in facts.json", c->frame, words);
      named += words != NULL;
    }
  g_assert_cmpint (named, ==, cJSON_GetArraySize (facts));
}

static cJSON *
read_facts (void)
{
  g_autofree char *path = capture_path ("facts.json"), *text = NULL;
  cJSON *facts;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  facts = cJSON_Parse (text);
  g_assert_nonnull (facts);
  return facts;
}

static void
test_refused (gconstpointer data)
{
  struct plan plan = *(const struct plan *)data;
  cJSON *facts = read_facts ();
  struct replay r;

  plan.leniency = MH_STRICT;
  replay_init (&r, &plan);
  for (unsigned i = 0; i < r.n; i++)
    {
      const struct captured *c = &r.messages[i];
      g_autofree char *state = NULL;
      struct mh_faults faults;

      assert_faults (c, facts_of (facts, plan.capture, c->frame));
      if (!is_for_centre (&r, c))
        continue;
      run_to (&r, c->at);
      r.unforgiven = 0;
      replay_send (&r, c);
      engine_run (r.sim->engine, sim_now (r.sim) + 6 * SIM_MILLISECOND);
      mh_survey (c->octets, c->n, &faults);
      g_test_message ("frame %u", c->frame);
      g_assert_cmphex (r.unforgiven, ==, faults.set);
      state = state_of (&r);
      g_assert_cmpstr (state, ==, "");
    }
  g_assert_cmphex (r.forgiven, ==, 0);
  g_assert_cmpuint (sent_by_centre (&r), ==, 0);
  cJSON_Delete (facts);
  replay_clear (&r);
}

/* ---- plans ----------------------------------------------------------- */

static const struct plan plans[] = {
  { .name = "opmip",
    .capture = "opmip-pmipv6-handover.pcap",
    .leniency = MH_REAL_WORLD,
    .centre = "2001:db8:100::1",
    .gateways = { "2001:db8:100::2", "2001:db8:100::3" },
    .prefix = "2001:db8:1:450::",
    .states = { "0A", "1A" } },
  { .name = "oai",
    .capture = "oai-pmipv6-handover.pcap",
    .leniency = MH_REAL_WORLD,
    .centre = "2001:db8:100::1",
    .gateways = { "2001:db8:100::2", "2001:db8:100::3" },
    .prefix = "2001:db8:1:450::",
    .states = { "0A", "0A", "0H", "1A", "1A", "1H" } },
  { .name = "mad",
    .capture = "mad-dmm-four-moves.pcap",
    .distributed = true,
    .mode = DMM_PROXY,
    .leniency = MH_REAL_WORLD,
    .centre = "2001:db8:100::a4",
    .gateways = { "2001:db8:100::a1", "2001:db8:100::a2", "2001:db8:100::a3" },
    .states = { "0", "10", "201", "012" } },
  { .name = "peers-pmipv6",
    .capture = "peers-pmipv6-handover.pcap",
    .centre = "2001:db8:100::1",
    .gateways = { "2001:db8:100::2", "2001:db8:100::3" },
    .states = { "0A", "1A", "1A", "1A", "1H" } },
  { .name = "peers-rfc8885",
    .capture = "peers-rfc8885-relay.pcap",
    .distributed = true,
    .mode = DMM_RELAY,
    .centre = "2001:db8:100::c",
    .gateways = { "2001:db8:100::a1", "2001:db8:100::a2", "2001:db8:100::a3" },
    .states = { "0", "10", "201" } },
};

static void
test_absent (void)
{
  g_test_skip ("no captures: ../" CAPTURES);
}

int
main (int argc, char **argv)
{
  g_autofree char *facts = capture_path ("facts.json");

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (facts, G_FILE_TEST_EXISTS))
    {
      g_test_add_func ("/captures/none", test_absent);
      return g_test_run ();
    }
  for (size_t i = 0; i < G_N_ELEMENTS (plans); i++)
    {
      g_autofree char *answered
          = g_strdup_printf ("/captures/answered/%s", plans[i].name);
      g_autofree char *refused
          = g_strdup_printf ("/captures/refused-strictly/%s", plans[i].name);

      g_test_add_data_func (answered, &plans[i], test_answered);
      if (plans[i].leniency == MH_REAL_WORLD)
        g_test_add_data_func (refused, &plans[i], test_refused);
    }
  return g_test_run ();
}
