/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dmmsim decode FILE..., dmmsim decode --hex H. */
#include "cli/codec/decode.h"

#include <string.h>

#include "cli/verbs.h"

static bool
check_options (struct decode_options *options, bool has_files)
{
  if (has_files == (options->hex != NULL))
    {
      message ("decode what? capture files, or --hex");
      return false;
    }
  if (options->only != NULL && strcmp (options->only, "mobility") != 0)
    {
      message ("--only: 'mobility' is what can be asked for, not '%s'",
               options->only);
      return false;
    }
  if (!has_files && (options->only != NULL || options->summary))
    {
      message ("--only and --summary are for capture files");
      return false;
    }
  if (has_files && options->pair.source_text != NULL)
    {
      message ("--src and --dst are for a Mobility Header in --hex");
      return false;
    }
  return address_pair_resolve (&options->pair);
}

static void
free_texts (struct decode_options *options)
{
  g_free (options->hex);
  address_pair_clear (&options->pair);
  g_free (options->only);
}

int
verb_decode (int argc, char **argv)
{
  struct decode_options options = { 0 };
  const GOptionEntry entries[] = {
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.json,
      "one JSON object for each message or packet", NULL },
    { "hex", 'x', 0, G_OPTION_ARG_STRING, &options.hex,
      "decode hexadecimal digits instead of captures; '-': each line of "
      "standard input",
      "DIGITS" },
    ADDRESS_PAIR_ENTRIES (&options.pair, "the digits are one Mobility Header, "
                                         "not a packet; its source"),
    { "ignore-checksum", 0, 0, G_OPTION_ARG_NONE, &options.ignore_checksum,
      "read Mobility Headers and ICMPv6 whatever their checksum", NULL },
    { "only", 0, 0, G_OPTION_ARG_STRING, &options.only,
      "leave out packets that have nothing of mobility", "mobility" },
    { "summary", 0, 0, G_OPTION_ARG_NONE, &options.summary,
      "count the packets of each kind at the end", NULL },
    G_OPTION_ENTRY_NULL
  };
  int status = EXIT_BAD_INPUT;

  if (verb_options ("decode", entries, &argc, &argv)
      && check_options (&options, argc > 1))
    status = options.hex != NULL ? decode_hex (&options)
                                 : decode_captures (&options, argv + 1);
  free_texts (&options);
  return status;
}
