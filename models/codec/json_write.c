/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/json_write.h"

#define DIGITS_MAX 20 /* of 2^64 - 1 */

void
json_write_comma (GString *json)
{
  char last = json->len > 0 ? json->str[json->len - 1] : '{';

  if (last != '{' && last != '[')
    g_string_append_len (json, ", ", 2);
}

void
json_write_key (GString *json, const char *key, const char *suffix)
{
  json_write_comma (json);
  g_string_append_c (json, '"');
  g_string_append (json, key);
  g_string_append (json, suffix);
  g_string_append_len (json, "\": ", 3);
}

void
json_write_number (GString *json, uint64_t number)
{
  char digits[DIGITS_MAX];
  size_t at = sizeof digits;

  do
    {
      digits[--at] = (char)('0' + number % 10);
      number /= 10;
    }
  while (number > 0);
  g_string_append_len (json, digits + at, (gssize)(sizeof digits - at));
}

void
json_write_plain (GString *json, const char *text)
{
  g_string_append_c (json, '"');
  g_string_append (json, text);
  g_string_append_c (json, '"');
}

void
json_write_hex (GString *json, const uint8_t *octets, size_t n)
{
  static const char digits[] = "0123456789abcdef";
  size_t at = json->len;

  g_string_set_size (json, at + 2 * n);
  for (size_t i = 0; i < n; i++, at += 2)
    {
      json->str[at] = digits[octets[i] >> 4];
      json->str[at + 1] = digits[octets[i] & 15];
    }
}
