/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/distributed-world.h"

struct distributed_config
distributed_config (enum lookup lookup)
{
  return (struct distributed_config){ .lookup = (int)lookup,
                                      .replication = 2,
                                      .points = 8,
                                      .flood_timeout = 100 * MS,
                                      .release = DMM_RELEASE_REGISTERED,
                                      .prefix_lifetime = 20 * S };
}

struct dmm_world *
distributed_star (const struct domain_config *domain,
                  const struct distributed_config *config, unsigned n)
{
  return dmm_star_as (domain, &architecture_distributed, config, n);
}

struct dmm_world *
distributed_star_in (enum lookup lookup, unsigned n)
{
  struct domain_config domain = common_config ();
  struct distributed_config config = distributed_config (lookup);

  return distributed_star (&domain, &config, n);
}

struct maar *
distributed_maar (const struct dmm_world *w, unsigned i)
{
  const struct access_router *router
      = g_ptr_array_index (w->domain->routers, i);

  return router->entity;
}

unsigned
distributed_in_charge (const struct dmm_world *w, const struct mobile_node *mn,
                       unsigned which)
{
  struct maar *members[REPLICATION_MAX];
  unsigned n = location_members (distributed_of (distributed_maar (w, 0)), mn,
                                 members);

  return which < n ? members[which]->router->index : w->domain->routers->len;
}

struct mobile_node *
distributed_outsider (struct dmm_world *w, unsigned n)
{
  for (char name[] = "a"; name[0] <= 'z'; name[0]++)
    {
      struct mobile_node *mn = dmm_world_node (w, name);

      if (!distributed_of (distributed_maar (w, 0))->ring)
        return mn;
      if (distributed_in_charge (w, mn, 0) >= n
          && distributed_in_charge (w, mn, 1) >= n)
        return mn;
    }
  g_error ("the first %u routers are in charge of all nodes", n);
}

void
distributed_walk (struct dmm_world *w, struct mobile_node *mn, unsigned from,
                  unsigned to)
{
  for (unsigned i = from; i <= to; i++)
    {
      dmm_world_go (w, mn, i);
      dmm_world_run (w, (i + 1) * 10 * S);
    }
}

static void
forge (struct dmm_world *w, const struct forged *f, struct mh_message *pbu)
{
  proxy_pbu_init (pbu, f->mn, 60 * S, BU_D);
  pbu->bu.sequence = 4711;
  mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, f->prefix);
  if (f->serving)
    mh_add_address (pbu, OPTION_SERVING_MAAR, f->serving);
  proxy_pbu_add_access (pbu, f->mn, ATT_802_11, HI_UNKNOWN);
  mh_add_timestamp (pbu, sim_now (w->sim));
}

static int
answer_to (const struct dmm_world *w, const struct forged *f, guint since)
{
  struct mh_message pba;

  for (guint i = since; i < w->heard.signals->len; i++)
    {
      const struct signal *s
          = &g_array_index (w->heard.signals, struct signal, i);

      if (!s->sent || !g_str_equal (s->name, "PBA")
          || !address_equal (&s->destination, &f->source))
        continue;
      g_assert_cmpint (
          mh_decode (s->octets, s->n, &s->source, &s->destination, &pba), ==,
          MH_OK);
      if (pba.ba.sequence == 4711)
        return pba.ba.status;
    }
  return -1;
}

int
distributed_forge (struct dmm_world *w, const struct forged *f)
{
  struct signal signal = { .node = f->from,
                           .class = SIGNALING_HANDOVER,
                           .transaction = TRANSACTION_NONE,
                           .source = f->source,
                           .destination = f->destination };
  guint since = w->heard.signals->len;
  struct mh_message pbu;

  forge (w, f, &pbu);
  signal.n = mh_encode (&pbu, &f->source, &f->destination, signal.octets,
                        sizeof signal.octets);
  dmm_repeat (w, &signal);
  dmm_world_run (w, sim_now (w->sim) + S);
  return answer_to (w, f, since);
}

void
add_per_lookup (const char *path, GTestDataFunc test)
{
  static const char *const names[] = { "hint", "dht", "flood" };

  for (int lookup = LOOKUP_HINT; lookup <= LOOKUP_FLOOD; lookup++)
    {
      g_autofree char *full = g_strdup_printf ("%s/%s", path, names[lookup]);

      g_test_add_data_func (full, GINT_TO_POINTER (lookup), test);
    }
}
