/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The octets of a packet from its JSON. */
#include <arpa/inet.h>
#include <string.h>

#include "models/codec/packet_json.h"
#include "models/codec/packing.h"

/* An address of @json for checksums; it is checked when its layer is packed. */
static void
peek_address (const cJSON *json, const char *name, struct address *address)
{
  const cJSON *text = cJSON_GetObjectItemCaseSensitive (json, name);
  uint8_t octets[4];

  if (!cJSON_IsString (text))
    return;
  if (inet_pton (AF_INET, text->valuestring, octets) == 1)
    *address = address_from_ipv4 (octets);
  else
    address_parse (text->valuestring, address);
}

static void
peek_addresses (struct packing *p, unsigned i)
{
  const cJSON *json = p->layer[i].json;

  if (i > 0)
    {
      p->layer[i].source = p->layer[i - 1].source;
      p->layer[i].destination = p->layer[i - 1].destination;
    }
  peek_address (json, "src", &p->layer[i].source);
  peek_address (json, "dst", &p->layer[i].destination);
  peek_address (json, "home_address",
                p->layer[i].kind == LAYER_ROUTING ? &p->layer[i].destination
                                                  : &p->layer[i].source);
}

/* The kind that @json names; LAYER_KINDS_N after an error. */
static enum layer_kind
read_kind (struct json_place *place, const cJSON *json)
{
  const cJSON *name = cJSON_GetObjectItemCaseSensitive (json, "layer");
  enum layer_kind kind = 0;

  if (!cJSON_IsString (name))
    {
      json_place_refuse (place, "layer",
                         "missing; the name of a header "
                         "belongs here");
      return LAYER_KINDS_N;
    }
  while (kind < LAYER_KINDS_N
         && strcmp (layer_kind_name (kind), name->valuestring) != 0)
    kind++;
  if (kind == LAYER_KINDS_N)
    json_place_refuse (place, "layer", "there is no header '%s'",
                       name->valuestring);
  return kind;
}

static bool
ends_chain (enum layer_kind kind)
{
  return kind == LAYER_MOBILITY || kind == LAYER_ICMPV6
         || kind == LAYER_PAYLOAD;
}

/* One layer of the chain, from the outermost. */
static bool
add_layer (struct packing *p, const cJSON *json, bool is_last)
{
  unsigned i = p->n;

  if (i == LAYERS_MAX)
    return json_place_refuse (p->place, NULL, "more than %d headers",
                              LAYERS_MAX);
  p->layer[i].json = json;
  p->layer[i].kind = read_kind (p->place, json);
  if (p->layer[i].kind == LAYER_KINDS_N)
    return false;
  if (ends_chain (p->layer[i].kind) != is_last)
    return json_place_refuse (p->place, "layer",
                              "mobility, icmpv6 or payload come last, and one "
                              "of them must");
  peek_addresses (p, i);
  p->n++;
  return true;
}

static bool
add_layers (struct packing *p, const cJSON *packet)
{
  const cJSON *json;
  bool ok = cJSON_IsArray (packet) && packet->child != NULL;

  if (!ok)
    return json_place_refuse (p->place, "packet",
                              "an array of headers belongs here");
  cJSON_ArrayForEach (json, packet)
  {
    size_t before = json_place_enter (p->place, "packet", (int)p->n);

    ok = add_layer (p, json, json->next == NULL);
    json_place_leave (p->place, before);
    if (!ok)
      return false;
  }
  return true;
}

/* Members beside "packet" are those of its Mobility Header. */
static bool
check_message (struct packing *p)
{
  const cJSON *member = p->message != NULL ? p->message->child : NULL;

  return member == NULL || p->layer[p->n - 1].kind == LAYER_MOBILITY
         || json_place_refuse (p->place, member->string,
                               "unknown key; the packet has no Mobility "
                               "Header");
}

static bool
pack_layers (struct packing *p)
{
  bool ok = true;

  for (unsigned i = p->n; ok && i-- > 0;)
    {
      size_t before = json_place_enter (p->place, "packet", (int)i);

      ok = packing_layer (p, i);
      json_place_leave (p->place, before);
    }
  return ok;
}

GByteArray *
packet_json_read (const cJSON *packet, const cJSON *message, GError **error)
{
  g_autoptr (GString) path = g_string_new (NULL);
  struct json_place place = { path, error };
  struct packing *p = packing_new (&place, message);
  GByteArray *octets = NULL;

  if (add_layers (p, packet) && check_message (p) && pack_layers (p))
    {
      octets = g_byte_array_new ();
      g_byte_array_append (octets, p->room + p->at, (guint)packing_size (p));
    }
  packing_free (p);
  return octets;
}
