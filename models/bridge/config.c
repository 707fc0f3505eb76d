/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An --attach argument: NODE=KIND:INTERFACE[,option=value]... */
#include <stdio.h>
#include <string.h>

#include "models/bridge/bridge.h"

/* Packets of one attach point in the simulation at a time. */
#define QUEUE_DEFAULT 4096
#define QUEUE_MAX 1000000
#define IDLE_DEFAULT 60
#define IDLE_MAX 86400

G_DEFINE_QUARK (dmmsim - bridge - error - quark, bridge_error)

static const char *const kind_names[] = {
  [DEVICE_TUN] = "tun", [DEVICE_TAP] = "tap", [DEVICE_PACKET] = "packet"
};

static bool
expected (const char *what, const char *found, GError **error)
{
  g_set_error (error, BRIDGE_ERROR, BRIDGE_ERROR_USAGE,
               "expected %s, found '%s'", what, found);
  return false;
}

/* ---- options ------------------------------------------------------- */

static bool
take_number (const char *text, unsigned least, unsigned most, const char *what,
             unsigned *number, GError **error)
{
  char *end;
  guint64 value = g_ascii_strtoull (text, &end, 10);

  if (!g_ascii_isdigit (text[0]) || *end != '\0' || value < least
      || value > most)
    return expected (what, text, error);
  *number = (unsigned)value;
  return true;
}

static bool
option_role (struct attach_point_config *config, const char *value,
             GError **error G_GNUC_UNUSED)
{
  g_free (config->role);
  config->role = g_strdup (value);
  return true;
}

static bool
option_netns (struct attach_point_config *config, const char *value,
              GError **error)
{
  if (value[0] == '\0' || strchr (value, '/') || value[0] == '.')
    return expected ("the name of a network namespace as ip-netns(8) lists it",
                     value, error);
  g_free (config->netns);
  config->netns = g_strdup (value);
  return true;
}

static bool
option_mac (struct attach_point_config *config, const char *value,
            GError **error)
{
  unsigned o[6];
  int n = 0;

  if (sscanf (value, "%2x:%2x:%2x:%2x:%2x:%2x%n", &o[0], &o[1], &o[2], &o[3],
              &o[4], &o[5], &n)
          != 6
      || value[n] != '\0' || (o[0] & 1))
    return expected ("mac= a unicast address such as 02:00:00:00:00:01", value,
                     error);
  for (unsigned i = 0; i < 6; i++)
    config->link_layer[i] = (uint8_t)o[i];
  config->has_link_layer = true;
  return true;
}

static bool
option_address (struct attach_point_config *config, const char *value,
                GError **error)
{
  config->has_address = address_parse (value, &config->address)
                        && !address_is_multicast (&config->address)
                        && !address_is_unspecified (&config->address)
                        && !address_is_link_local (&config->address);
  return config->has_address
         || expected ("address= a global IPv6 address", value, error);
}

static bool
option_mtu (struct attach_point_config *config, const char *value,
            GError **error)
{
  return take_number (value, ATTACH_MTU_LEAST, ATTACH_MTU_MOST,
                      "mtu= 1280 to 2000", &config->mtu, error);
}

static bool
option_idle (struct attach_point_config *config, const char *value,
             GError **error)
{
  return take_number (value, 1, IDLE_MAX, "idle= 1 to 86400 s", &config->idle,
                      error);
}

static bool
option_queue (struct attach_point_config *config, const char *value,
              GError **error)
{
  return take_number (value, 1, QUEUE_MAX, "queue= 1 to 1000000 packets",
                      &config->queue, error);
}

static const struct option
{
  const char *name;
  bool (*take) (struct attach_point_config *config, const char *value,
                GError **error);
} options[] = { { "role", option_role },       { "mac", option_mac },
                { "address", option_address }, { "mtu", option_mtu },
                { "queue", option_queue },     { "netns", option_netns },
                { "idle", option_idle } };

static bool
take_option (struct attach_point_config *config, const char *text,
             GError **error)
{
  const char *equals = strchr (text, '=');

  for (size_t i = 0; equals && i < G_N_ELEMENTS (options); i++)
    if (strlen (options[i].name) == (size_t)(equals - text)
        && strncmp (options[i].name, text, (size_t)(equals - text)) == 0)
      return options[i].take (config, equals + 1, error);
  return expected (
      "an option role=, mac=, address=, mtu=, queue=, netns= or idle=", text,
      error);
}

/* ---- the argument -------------------------------------------------- */

/* The kernel's dev_valid_name(). */
static bool
is_interface_name (const char *name)
{
  size_t n = strlen (name);

  if (n == 0 || n >= IFNAMSIZ || strcmp (name, ".") == 0
      || strcmp (name, "..") == 0)
    return false;
  for (; *name != '\0'; name++)
    if (*name == '/' || *name == ':' || *name == '%' || g_ascii_isspace (*name))
      return false;
  return true;
}

/* KIND:INTERFACE */
static bool
take_interface (struct attach_point_config *config, const char *text,
                GError **error)
{
  const char *colon = strchr (text, ':');

  for (unsigned i = 0; colon && i < G_N_ELEMENTS (kind_names); i++)
    if (strlen (kind_names[i]) == (size_t)(colon - text)
        && strncmp (kind_names[i], text, (size_t)(colon - text)) == 0)
      {
        config->kind = (enum device_kind)i;
        config->interface = g_strdup (colon + 1);
        return is_interface_name (config->interface)
               || expected ("the name of an interface, 1 to 15 characters",
                            config->interface, error);
      }
  return expected ("tap:NAME, tun:NAME or packet:IFACE", text, error);
}

bool
attach_point_config_parse (struct attach_point_config *config, const char *text,
                           GError **error)
{
  const char *equals = strchr (text, '=');
  g_auto (GStrv) words = NULL;

  *config = (struct attach_point_config){ .queue = QUEUE_DEFAULT,
                                          .idle = IDLE_DEFAULT };
  if (!equals || equals == text)
    return expected ("NODE=tap:NAME, NODE=tun:NAME or NODE=packet:IFACE", text,
                     error);
  config->node = g_strndup (text, (gsize)(equals - text));
  words = g_strsplit (equals + 1, ",", -1);
  if (!take_interface (config, words[0] ? words[0] : "", error))
    return false;
  for (char **word = words + 1; *word; word++)
    if (!take_option (config, *word, error))
      return false;
  return true;
}

void
attach_point_config_clear (struct attach_point_config *config)
{
  g_free (config->node);
  g_free (config->interface);
  g_free (config->role);
  g_free (config->netns);
}
