/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A message of our own for each fault that deployed programs have: a strict
 * entity refuses it, a lenient one takes it for what was meant, and both say
 * which fault it was. */
#include "models/codec/tables.h"
#include "tests/protocol/dmm-world.h"
#include "tests/protocol/lma-dialogue.h"
#include "tests/protocol/mag-scene.h"

#define DROPPED (-1) /* no answer at all */
#define ANSWER_TIME (20 * SIM_MILLISECOND)

/* Faults traced. */
struct faults
{
  uint32_t forgiven, unforgiven;
};

static void
note_fault (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  const struct trace_fault *fault = record;
  struct faults *faults = data;

  *(fault->forgiven ? &faults->forgiven : &faults->unforgiven)
      |= 1u << fault->fault;
}

static struct domain_config
config_with (enum mh_leniency leniency)
{
  struct domain_config config = world_config ();

  config.protocol.leniency = (int)leniency;
  return config;
}

/* Exactly the faults of @set are forgiven; strict, what they lead to may be one
 * more. */
static void
assert_fault (const struct faults *faults, enum mh_leniency leniency,
              uint32_t set)
{
  bool forgiven = leniency == MH_REAL_WORLD;

  g_assert_cmphex (faults->forgiven, ==, forgiven ? set : 0);
  if (forgiven)
    g_assert_cmphex (faults->unforgiven, ==, 0);
  else
    g_assert_cmphex (faults->unforgiven & set, ==, set);
}

/* ---- PBUs at the LMA ------------------------------------------------- */

struct draft
{
  struct dialogue *d;
  struct mh_message pbu;
  uint8_t octets[512], raw[8];
  size_t n;
};

static struct mh_option *
option_of (struct draft *draft, unsigned type)
{
  return &draft->pbu
              .options[mh_find (&draft->pbu, type, 0) - draft->pbu.options];
}

static void
without_option (struct draft *draft, unsigned type)
{
  struct mh_option *option = option_of (draft, type);
  struct mh_option *end = draft->pbu.options + draft->pbu.n_options--;

  memmove (option, option + 1, (size_t)(end - option - 1) * sizeof *option);
}

/* Faults of the message, before it is written. */

static void
ask_for_prefix (struct draft *draft)
{
  struct mh_prefix *prefix
      = &option_of (draft, OPTION_HOME_NETWORK_PREFIX)->prefix;

  prefix->address = draft->d->lma->entity.address;
  memset (prefix->address.octet + 8, 0, 8);
  prefix->address.octet[6] = 4;
  prefix->length = 64;
}

static void
identify_raw (struct draft *draft)
{
  const uint8_t *mac = draft->d->mn->link_layer;
  const uint8_t id[8]
      = { mac[0] ^ 2, mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5] };

  memcpy (draft->raw, id, sizeof id);
  option_of (draft, OPTION_MN_IDENTIFIER)->mn_identifier.subtype = 2;
  option_of (draft, OPTION_MN_IDENTIFIER)->mn_identifier.id
      = (struct view){ draft->raw, sizeof draft->raw };
}

static void
name_host_prefix (struct draft *draft)
{
  struct mh_prefix *prefix
      = &option_of (draft, OPTION_HOME_NETWORK_PREFIX)->prefix;

  prefix->address = only_bce (draft->d)->prefixes[0].address;
  prefix->length = 128;
}

static void
keep_handoff_open (struct draft *draft)
{
  name_host_prefix (draft);
  option_of (draft, OPTION_HOME_NETWORK_PREFIX)->prefix.length = 64;
  option_of (draft, OPTION_HANDOFF_INDICATOR)->value = HI_UNKNOWN;
  without_option (draft, OPTION_MN_LINK_LAYER_ID);
}

/* Faults of the octets. */

static void
say_less (struct draft *draft)
{
  draft->octets[MH_AT_HEADER_LEN]--;
}

static void
end_odd (struct draft *draft)
{
  const uint8_t padding[] = { OPTION_PADN, 1, 0 };

  memcpy (draft->octets + draft->n, padding, sizeof padding);
  draft->n += sizeof padding;
}

static void
append_service (struct draft *draft)
{
  const uint8_t service[]
      = { OPTION_SERVICE_SELECTION, 6, 'm', 'o', 'b', 'i', 'l', 'e' };

  memcpy (draft->octets + draft->n, service, sizeof service);
  draft->n += sizeof service;
}

static void
shift_options (struct draft *draft)
{
  memmove (draft->octets + 13, draft->octets + 12, draft->n - 12);
  draft->octets[12] = OPTION_PAD1;
  memset (draft->octets + draft->n + 1, OPTION_PAD1, 7);
  draft->n += 8;
  draft->octets[MH_AT_HEADER_LEN]++;
}

static void
swap (uint8_t *octets, unsigned a, unsigned b)
{
  uint8_t kept = octets[a];

  octets[a] = octets[b];
  octets[b] = kept;
}

static void
swap_timestamp (struct draft *draft)
{
  struct mh_message read;
  uint8_t *data;

  mh_decode (draft->octets, draft->n, NULL, NULL, &read);
  data = draft->octets + mh_find (&read, OPTION_TIMESTAMP, 0)->offset + 2;
  for (unsigned half = 0; half < 8; half += 4)
    {
      swap (data, half, half + 3);
      swap (data, half + 1, half + 2);
    }
}

#define FAULT(name) (1u << MH_FAULT_##name)

static const struct fixture
{
  const char *name;
  uint32_t faults;
  bool registered; /* a session is there already, without link-layer id */
  unsigned mag;    /* that sends */
  void (*alter) (struct draft *draft); /* the message */
  void (*spoil) (struct draft *draft); /* its octets */
  int strict;                          /* status, or DROPPED */
} fixtures[] = {
  { "header-len", FAULT (HEADER_LEN) | FAULT (PAST_HEADER_LEN),
    .spoil = say_less, .strict = DROPPED },
  { "size", FAULT (HEADER_LEN) | FAULT (SIZE) | FAULT (PAST_HEADER_LEN),
    .spoil = end_odd, .strict = DROPPED },
  { "past-header-len", FAULT (HEADER_LEN) | FAULT (PAST_HEADER_LEN),
    .spoil = append_service, .strict = DROPPED },
  { "alignment", FAULT (ALIGNMENT), .spoil = shift_options, .strict = DROPPED },
  { "prefix-asked", FAULT (PREFIX_ASKED), .alter = ask_for_prefix,
    .strict = STATUS_NOT_AUTHORIZED_FOR_HNP },
  { "raw-identifier", FAULT (RAW_IDENTIFIER), .alter = identify_raw,
    .strict = STATUS_NOT_LMA_FOR_THIS_MN },
  { "timestamp-order", FAULT (TIMESTAMP_ORDER), .spoil = swap_timestamp,
    .strict = STATUS_TIMESTAMP_MISMATCH },
  { "host-prefix", FAULT (HOST_PREFIX), .registered = true,
    .alter = name_host_prefix, .strict = STATUS_NOT_AUTHORIZED_FOR_HNP },
  { "handoff-indicator", FAULT (HANDOFF), .registered = true, .mag = 1,
    .alter = keep_handoff_open, .strict = STATUS_NOT_AUTHORIZED_FOR_HNP },
};

/* With a right checksum over all octets. */
static void
send_draft (struct draft *draft, unsigned mag)
{
  struct mobility_entity *sender = &world_mag (draft->d->w, mag)->entity;
  struct ipv6_header header = { .source = sender->address,
                                .destination = draft->d->lma->entity.address,
                                .next_header = NEXT_MH,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p
      = packet_new (draft->d->w->sim->network, PACKET_SIGNALING, draft->n);
  uint32_t sum
      = checksum_pseudo_header (&header.source, &header.destination,
                                (uint32_t)draft->n, header.next_header);

  memset (draft->octets + MH_AT_CHECKSUM, 0, 2);
  sum = checksum_add (sum, draft->octets, draft->n);
  wire_put16 (draft->octets + MH_AT_CHECKSUM, checksum_finish (sum));
  memcpy (packet_append (p, draft->n), draft->octets, draft->n);
  packet_push_ipv6 (p, &header);
  node_send (sender->node, p);
}

/* The status answered, or DROPPED. */
static int
say (struct draft *draft, const struct fixture *fixture,
     struct mh_message *answer)
{
  struct world *w = draft->d->w;
  unsigned before = world_count (w, "PBA");

  if (fixture->alter)
    fixture->alter (draft);
  draft->n = mh_encode (&draft->pbu, NULL, NULL, draft->octets,
                        sizeof draft->octets);
  if (fixture->spoil)
    fixture->spoil (draft);
  send_draft (draft, fixture->mag);
  world_run (w, sim_now (w->sim) + ANSWER_TIME);
  if (world_count (w, "PBA") == before)
    return DROPPED;
  world_last (w, "PBA", answer);
  return answer->ba.status;
}

/* What names node and prefix comes back as it was sent. */
static void
assert_untouched (const struct draft *draft, const struct mh_message *answer)
{
  const struct mh_option *asked
      = mh_find (&draft->pbu, OPTION_HOME_NETWORK_PREFIX, 0);
  const struct mh_option *given
      = mh_find (answer, OPTION_HOME_NETWORK_PREFIX, 0);
  const struct mh_option *a = mh_find (&draft->pbu, OPTION_MN_IDENTIFIER, 0);
  const struct mh_option *b = mh_find (answer, OPTION_MN_IDENTIFIER, 0);

  g_assert_cmpuint (a->mn_identifier.subtype, ==, b->mn_identifier.subtype);
  g_assert_cmpuint (a->mn_identifier.id.n, ==, b->mn_identifier.id.n);
  if (address_is_unspecified (&asked->prefix.address))
    return;
  g_assert_true (
      address_equal (&asked->prefix.address, &given->prefix.address));
  g_assert_cmpuint (asked->prefix.length, ==, given->prefix.length);
}

static void
fixture_try (const struct fixture *fixture, enum mh_leniency leniency)
{
  struct domain_config config = config_with (leniency);
  struct dialogue *d = dialogue_new_with (&config);
  struct faults faults = { 0 };
  struct draft draft = { .d = d };
  struct mh_message answer;
  struct parts parts = good;
  int status;

  if (fixture->registered)
    {
      parts.link_layer = 0;
      assert_status (d, 0, &parts, STATUS_ACCEPTED);
      parts.handoff = HI_BETWEEN_MAGS;
    }
  trace_listen (d->w->sim->trace, TRACE_FAULT, note_fault, &faults);
  parts.link_layer = fixture->alter == name_host_prefix ? 0 : 1;
  compose (d, &parts, &draft.pbu);
  status = say (&draft, fixture, &answer);
  g_assert_cmpint (status, ==,
                   leniency == MH_REAL_WORLD ? STATUS_ACCEPTED
                                             : fixture->strict);
  assert_fault (&faults, leniency, fixture->faults);
  if (leniency == MH_REAL_WORLD)
    {
      assert_untouched (&draft, &answer);
      g_assert_true (
          address_equal (&only_bce (d)->proxy_coa,
                         &world_mag (d->w, fixture->mag)->entity.address));
    }
  dialogue_free (d);
}

static void
test_pbu_strict (gconstpointer fixture)
{
  fixture_try (fixture, MH_STRICT);
}

static void
test_pbu_lenient (gconstpointer fixture)
{
  fixture_try (fixture, MH_REAL_WORLD);
}

/* ---- PBAs at the MAG ------------------------------------------------- */

static void
drop_p (struct mh_message *pba)
{
  pba->ba.flags = 0;
}

static void
drop_handoff (struct mh_message *pba)
{
  pba->n_options -= 2; /* the last two */
  mh_add_value (pba, OPTION_ACCESS_TECHNOLOGY, ATT_802_11);
}

static void
drop_technology (struct mh_message *pba)
{
  pba->n_options -= 1;
}

static const struct acknowledgement
{
  const char *name;
  uint32_t faults;
  void (*spoil) (struct mh_message *pba);
} acknowledgements[] = {
  { "no-p", FAULT (NO_P), drop_p },
  { "no-handoff-indicator", FAULT (NO_HANDOFF), drop_handoff },
  { "no-access-technology", FAULT (NO_TECHNOLOGY), drop_technology },
};

/* The LMA's answer is lost on its way; this one comes instead. */
static void
acknowledge (struct scene *s, const struct acknowledgement *ack)
{
  const struct prefix prefix = bce_of (s)->prefixes[0];
  const struct signal *sent = world_sent (s->w, "PBU", 0);
  struct mh_message pbu, pba;

  g_assert_cmpint (mh_decode (sent->octets, sent->n, NULL, NULL, &pbu), ==,
                   MH_OK);
  proxy_pba_init (&pba, &pbu, STATUS_ACCEPTED, 60 * SIM_SECOND, 0);
  mh_add_prefix (&pba, OPTION_HOME_NETWORK_PREFIX, &prefix);
  mh_add_value (&pba, OPTION_HANDOFF_INDICATOR, HI_NEW_INTERFACE);
  mh_add_value (&pba, OPTION_ACCESS_TECHNOLOGY, ATT_802_11);
  ack->spoil (&pba);
  mobility_send (&s->lma->entity, &s->mag->entity.address, &pba,
                 SIGNALING_ATTACH, TRANSACTION_NONE);
  world_run (s->w, sim_now (s->w->sim) + ANSWER_TIME);
}

static void
acknowledgement_try (const struct acknowledgement *ack,
                     enum mh_leniency leniency)
{
  struct domain_config config = config_with (leniency);
  struct scene *s = scene_new_with (&config);
  struct faults faults = { 0 };

  world_block (s->w, &s->mag->entity.address);
  enter (s);
  world_run (s->w, T0 + ANSWER_TIME);
  assert_state (s, PENDING);
  world_unblock (s->w, &s->mag->entity.address);
  trace_listen (s->w->sim->trace, TRACE_FAULT, note_fault, &faults);
  acknowledge (s, ack);
  if (leniency == MH_REAL_WORLD)
    assert_state (s, REGISTERED);
  else
    assert_state (s, PENDING);
  assert_fault (&faults, leniency, ack->faults);
  scene_free (s);
}

static void
test_pba_strict (gconstpointer ack)
{
  acknowledgement_try (ack, MH_STRICT);
}

static void
test_pba_lenient (gconstpointer ack)
{
  acknowledgement_try (ack, MH_REAL_WORLD);
}

/* ---- the CMD --------------------------------------------------------- */

/* A PBU without D, as from before RFC 8885. */
static void
no_d_try (enum mh_leniency leniency)
{
  struct domain_config config = config_with (leniency);
  struct dmm_config dmm = dmm_world_config ();
  struct dmm_world *w = dmm_star_new (&config, &dmm, 2);
  struct mobile_node *mn = dmm_world_node (w, "mn");
  struct dmm *state = w->domain->architecture_state;
  struct maar *maar = g_ptr_array_index (state->maars, 0);
  struct address address = maar->entity.address;
  struct prefix prefix = prefix_make (&address, 64);
  struct faults faults = { 0 };
  struct mh_message pbu, pba;

  trace_listen (w->sim->trace, TRACE_FAULT, note_fault, &faults);
  proxy_pbu_init (&pbu, mn, 60 * S, 0);
  mh_add_prefix (&pbu, OPTION_HOME_NETWORK_PREFIX, &prefix);
  proxy_pbu_add_access (&pbu, mn, ATT_802_11, HI_NEW_INTERFACE);
  mobility_send (&maar->entity, &state->cmd->entity.address, &pbu,
                 SIGNALING_ATTACH, TRANSACTION_NONE);
  dmm_world_run (w, S);
  dmm_last (w, "PBA", NULL, &address, &pba);
  g_assert_cmpuint (pba.ba.status, ==,
                    leniency == MH_REAL_WORLD ? STATUS_ACCEPTED
                                              : STATUS_PROHIBITED);
  assert_fault (&faults, leniency, FAULT (NO_D));
  dmm_world_free (w);
}

static void
test_no_d (void)
{
  no_d_try (MH_STRICT);
  no_d_try (MH_REAL_WORLD);
}

/* ---- where ----------------------------------------------------------- */

/* One entity is lenient, the others are not. */
static void
test_one_node (void)
{
  char *names[] = { (char *)"anchor" };
  struct domain_config config = config_with (MH_STRICT);
  struct world *w;

  config.protocol.lenient_nodes = (struct parameter_list){ 1, names };
  w = world_new_pmipv6 (&config);
  g_assert_cmpint (world_lma (w)->entity.leniency, ==, MH_REAL_WORLD);
  g_assert_cmpint (world_mag (w, 0)->entity.leniency, ==, MH_STRICT);
  world_free (w);
}

/* What a simulated entity sends has no fault. */
static void
test_own_messages (void)
{
  struct domain_config config = config_with (MH_REAL_WORLD);
  struct scene *s = scene_new_with (&config);
  struct faults faults = { 0 };

  trace_listen (s->w->sim->trace, TRACE_FAULT, note_fault, &faults);
  enter_and_register (s);
  access_move (s->mn, world_router (s->w, 1));
  world_run (s->w, 200 * SIM_SECOND);
  g_assert_cmphex (faults.forgiven | faults.unforgiven, ==, 0);
  g_assert_cmpint (s->mn->handover->outcome, ==, HANDOVER_COMPLETED);
  scene_free (s);
}

static void
add (const char *path, const char *name, const void *fixture,
     GTestDataFunc test)
{
  g_autofree char *full = g_strdup_printf ("/leniency/%s/%s", path, name);

  g_test_add_data_func (full, fixture, test);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      add ("strict", fixtures[i].name, &fixtures[i], test_pbu_strict);
      add ("real-world", fixtures[i].name, &fixtures[i], test_pbu_lenient);
    }
  for (size_t i = 0; i < G_N_ELEMENTS (acknowledgements); i++)
    {
      add ("strict", acknowledgements[i].name, &acknowledgements[i],
           test_pba_strict);
      add ("real-world", acknowledgements[i].name, &acknowledgements[i],
           test_pba_lenient);
    }
  g_test_add_func ("/leniency/no-d", test_no_d);
  g_test_add_func ("/leniency/at-one-node", test_one_node);
  g_test_add_func ("/leniency/own-messages-need-none", test_own_messages);
  return g_test_run ();
}
