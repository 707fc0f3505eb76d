/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters as data.  Each room declares the keys it reads from a scenario in
 * a table of struct parameter beside the struct they fill.  From these tables
 * come validation, defaults, the resolved scenario, the JSON Schema, --help and
 * the documentation; adding a key is adding a row.
 *
 * The tables know nothing of JSON: scenarios/ interprets them. */
#ifndef DMMSIM_SIM_PARAMETER_H
#define DMMSIM_SIM_PARAMETER_H

#include <stddef.h>
#include <stdint.h>

/* What a key holds, and the C type at its offset. */
enum parameter_type
{
  PARAMETER_BOOL,        /* bool */
  PARAMETER_INTEGER,     /* int64_t */
  PARAMETER_SEED,        /* uint64_t; a string above 2^53 */
  PARAMETER_NUMBER,      /* double */
  PARAMETER_PROBABILITY, /* double in 0 .. 1 */
  PARAMETER_TIME,        /* sim_time; "5 ms" */
  PARAMETER_LENGTH,      /* double, m; "1 km" */
  PARAMETER_SPEED,       /* double, m/s; "108 km/h" */
  PARAMETER_RATE,        /* double, bit/s, INFINITY for "inf" */
  PARAMETER_SIZE,        /* int64_t, octets; "160 B" */
  PARAMETER_STRING,      /* char *, owned */
  PARAMETER_FILE,        /* char *, owned; relative to the scenario file */
  PARAMETER_ENUM,        /* int; one of the names in choices */
  PARAMETER_LAW_TIME,    /* struct law in s: "5 ms" or a distribution */
  PARAMETER_LAW_LENGTH,  /* struct law in m */
  PARAMETER_LAW_SPEED,   /* struct law in m/s */
  PARAMETER_LAW_SIZE,    /* struct law in octets */
  PARAMETER_POSITION,    /* double[2], m: [x, y]; {NAN, NAN} when absent */
  PARAMETER_STRINGS,     /* struct parameter_list of char * */
  PARAMETER_OBJECT,      /* struct filled by the table in of */
  PARAMETER_OBJECTS,     /* struct parameter_list of structs filled by of */
  PARAMETER_VARIANT,     /* struct variant_value, one of variants */
  PARAMETER_INCLUDE,     /* no key of its own: the rows of table of stand here,
                            their struct embedded at offset */
  PARAMETER_CUSTOM       /* whatever the row's reader in scenarios/ makes; only
                            in tables that are in scenarios/ themselves */
};

/* An owned array; element size is known from the row. */
struct parameter_list
{
  size_t n;
  void *items;
};

struct parameter;

/* One of several shapes an object can take, chosen by name: motion models,
 * architectures, traffic patterns. */
struct variant
{
  const char *name;
  const char *help;           /* one line for "dmmsim list" */
  const struct parameter *of; /* keys, ended by a row without key */
  size_t size;                /* of the struct they fill */
  const void *implementation; /* the model's table of operations */
};

struct variant_value
{
  const struct variant *chosen; /* NULL when absent */
  void *config;                 /* chosen->size octets, owned */
};

/* How a variant names its choice. */
enum variant_style
{
  VARIANT_TAG, /* {"model": "highway", "speed": ...}: key in tag; a bare string
                  means the tag alone */
  VARIANT_KEY  /* {"cbr": {"interval": ...}}; a bare string means all defaults
                */
};

/* What a string must be the name of; the loader checks it once all names are
 * known. */
enum parameter_reference
{
  REFERENCE_NONE,
  REFERENCE_NODE,          /* of the topology */
  REFERENCE_PLACE,         /* the same, or "anchor", "controller": that site */
  REFERENCE_ACCESS,        /* an access site */
  REFERENCE_CORRESPONDENT, /* a correspondent site */
  REFERENCE_MOBILE_NODES,  /* an entry of mobile_nodes */
  REFERENCE_TECHNOLOGY,    /* an entry of access.technologies */
  REFERENCE_DECLARES       /* declares a name: unique among its siblings */
};

/* Beside names of nodes, for REFERENCE_PLACE; a node called so goes first. */
#define SITE_ANCHOR "anchor"
#define SITE_CONTROLLER "controller"

struct parameter
{
  const char *key; /* NULL ends a table */
  enum parameter_type type;
  size_t offset;
  const char *fallback;       /* default as a scenario would write it in JSON,
                                 e.g. "\"5 ms\"", "true"; NULL: required */
  const char *help;           /* one line; names the RFC section if one rules */
  double minimum, maximum;    /* inclusive, base unit; both 0: no bounds but
                                 the type's own (quantities: not negative) */
  const char *const *choices; /* ENUM: names, ended by NULL */
  const struct parameter *of; /* OBJECT, OBJECTS */
  size_t size;                /* OBJECTS: element size */
  const struct variant *const *variants; /* VARIANT: ended by NULL */
  enum variant_style style;
  const char *tag;    /* VARIANT_TAG: "model", "name"; OBJECT, OBJECTS: key that
                         a bare string in place of the object, or of an
                         element, stands for */
  int flags;          /* PARAMETER_OPTIONAL ... */
  const void *custom; /* CUSTOM: reader known to scenarios/ */
  const char *word;   /* OBJECT: a bare string that may stand for the object
                         with all its defaults: "nearest"; NULL: none */
  enum parameter_reference reference; /* STRING, STRINGS */
  const char *with; /* key of the same object with the values by which alone
                       this one has an effect: "model=queue", "signaling=a|b";
                       NULL: whatever they are */
  size_t presence;  /* OBJECT, optional: offset of a bool in the same struct
                       that is set when the key is there; 0: none.  The
                       object is zeroed when it is absent */
};

/* Absent leaves the zeroed field (strings NULL, lists empty, times
 * SIM_TIME_NONE, numbers NAN, laws LAW_N, choices -1) and is told apart from
 * any value. */
#define PARAMETER_OPTIONAL 1
/* Zero is refused as well. */
#define PARAMETER_POSITIVE 2
/* Negative values are accepted (positions, offsets). */
#define PARAMETER_SIGNED 4
/* "inf" is accepted: times become SIM_TIME_MAX, integers INT64_MAX, numbers
 * INFINITY. */
#define PARAMETER_INFINITE 8
/* OBJECTS: each element is written as an array, one value per row of its
 * table in that order: [["0 s", "ar1"], ["20 s", "ar2"]]. */
#define PARAMETER_TUPLE 16
/* OBJECTS, STRINGS: at least one element. */
#define PARAMETER_NOT_EMPTY 32
/* OBJECTS whose table begins with a time: strictly later in each element. */
#define PARAMETER_ASCENDING 64

#endif
