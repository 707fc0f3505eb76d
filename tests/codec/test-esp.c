/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ESP with NULL encryption: what RFC 4303 says of its octets and its window. */
#include <glib.h>
#include <string.h>

#include "models/codec/esp.h"

static const uint8_t payload[64] = { 59, 7, 6 };
static struct esp_association association
    = { 0x01020304, ESP_HMAC_SHA2_256_128, "a key of thirty-two octets, here" };

/* 2: SPI, sequence number, payload, padding 1 2 3 ... to a multiple of 4, pad
 * length, next header, check value. */
static void
has_the_fields_of_the_rfc (void)
{
  static const uint8_t head[8] = { 1, 2, 3, 4, 0, 0, 1, 0 };
  uint8_t out[128];

  for (size_t n = 0; n <= 16; n++)
    {
      size_t size = esp_sealed_size (ESP_HMAC_SHA2_256_128, n);
      size_t padding = size - 8 - n - 2 - 16;

      esp_seal (&association, 256, 135, payload, n, out);
      g_assert_cmpuint ((size - 16) % 4, ==, 0);
      g_assert_cmpuint (padding, <, 4);
      g_assert_cmpint (memcmp (out, head, 8), ==, 0);
      g_assert_cmpint (memcmp (out + 8, payload, n), ==, 0);
      g_assert_cmpint (memcmp (out + 8 + n, "\1\2\3", padding), ==, 0);
      g_assert_cmpuint (out[8 + n + padding], ==, padding);
      g_assert_cmpuint (out[9 + n + padding], ==, 135);
    }
}

/* RFC 4868 2.3, RFC 2404 2: cut to 128 and 96 bits; computed by GLib here. */
static void
has_the_check_value_of_the_algorithm (void)
{
  static const GChecksumType hashes[] = { G_CHECKSUM_SHA256, G_CHECKSUM_SHA1 };
  static const size_t keys[] = { 32, 20 }, values[] = { 16, 12 };

  for (int i = ESP_HMAC_SHA2_256_128; i <= ESP_HMAC_SHA1_96; i++)
    {
      size_t size = esp_sealed_size ((enum esp_integrity)i, 40);
      g_autofree char *digest = NULL;
      g_autofree char *value = NULL;
      GString *text = g_string_new (NULL);
      uint8_t out[128];

      association.integrity = (enum esp_integrity)i;
      esp_seal (&association, 1, 135, payload, 40, out);
      digest = g_compute_hmac_for_data (hashes[i], association.key, keys[i],
                                        out, size - values[i]);
      for (size_t j = size - values[i]; j < size; j++)
        g_string_append_printf (text, "%02x", out[j]);
      value = g_string_free (text, FALSE);
      g_assert_true (g_str_has_prefix (digest, value));
    }
  association.integrity = ESP_HMAC_SHA2_256_128;
}

static void
opens_what_it_sealed (void)
{
  size_t size = esp_sealed_size (ESP_HMAC_SHA2_256_128, 40), n;
  uint8_t out[128], next_header;

  esp_seal (&association, 1, 135, payload, 40, out);
  g_assert_cmpint (esp_open (&association, out, size, &n, &next_header), ==,
                   ESP_OK);
  g_assert_cmpuint (n, ==, 40);
  g_assert_cmpuint (next_header, ==, 135);
}

static void
refuses_every_truncation (void)
{
  size_t size = esp_sealed_size (ESP_HMAC_SHA2_256_128, 40), payload_size;
  uint8_t out[128], next_header;

  esp_seal (&association, 1, 135, payload, 40, out);
  for (size_t n = 0; n < size; n++)
    {
      g_autofree uint8_t *cut = g_memdup2 (out, n);

      g_assert_cmpint (
          esp_open (&association, cut, n, &payload_size, &next_header), !=,
          ESP_OK);
    }
}

/* 2.4: a peer with the key can still lie about padding. */
static void
refuses_bad_padding (void)
{
  size_t size = esp_sealed_size (ESP_HMAC_SHA2_256_128, 40), n;
  uint8_t inner[64] = { 0 }, out[128], next_header;

  /* Sealed so that its last octets read as padding and trailer do. */
  for (unsigned length = 1; length <= 255; length += 127)
    {
      GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, association.key, 32);
      uint8_t digest[32];
      gsize digest_size = sizeof digest;

      esp_seal (&association, 1, 135, inner, 40, out);
      out[size - 18] = (uint8_t)length;
      out[size - 19] = 9;
      g_hmac_update (hmac, out, (gssize)size - 16);
      g_hmac_get_digest (hmac, digest, &digest_size);
      g_hmac_unref (hmac);
      memcpy (out + size - 16, digest, 16);
      g_assert_cmpint (esp_open (&association, out, size, &n, &next_header), ==,
                       ESP_BAD_PADDING);
    }
}

/* 3.4.3, against a set of all that came. */
static void
window_admits_each_number_once (void)
{
  struct esp_window window = { 0 };
  bool seen[400] = { false };
  uint32_t highest = 0, at = 1;

  g_assert_false (esp_window_admits (&window, 0));
  for (unsigned i = 0; i < 4000; i++)
    {
      bool fresh;

      at = (at * 7919 + 13) % (i / 12 + 2);
      if (at == 0 || at >= G_N_ELEMENTS (seen))
        continue;
      fresh = !seen[at] && (at > highest || highest - at < 64);
      g_assert_cmpint (esp_window_admits (&window, at), ==, fresh);
      if (!fresh)
        continue;
      esp_window_mark (&window, at);
      seen[at] = true;
      highest = MAX (highest, at);
    }
  g_assert_cmpuint (highest, >, 200);
  g_assert_true (esp_window_admits (&window, UINT32_MAX));
  esp_window_mark (&window, UINT32_MAX);
  g_assert_false (esp_window_admits (&window, UINT32_MAX));
  g_assert_false (esp_window_admits (&window, highest));
  g_assert_true (esp_window_admits (&window, UINT32_MAX - 63));
  g_assert_false (esp_window_admits (&window, UINT32_MAX - 64));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define CASE(path, test) g_test_add_func ("/esp/" path, test)
  CASE ("has-the-fields-of-the-rfc", has_the_fields_of_the_rfc);
  CASE ("has-the-check-value-of-the-algorithm",
        has_the_check_value_of_the_algorithm);
  CASE ("opens-what-it-sealed", opens_what_it_sealed);
  CASE ("refuses-every-truncation", refuses_every_truncation);
  CASE ("refuses-bad-padding", refuses_bad_padding);
  CASE ("window-admits-each-number-once", window_admits_each_number_once);
#undef CASE
  return g_test_run ();
}
