/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interprets parameter tables (sim/parameter.h) over JSON: fills structs and
 * checks on the way (reader.c), frees them (release.c), writes them back with
 * every default filled in (writer.c) and describes them as JSON Schema
 * (schema.c).
 *
 * A struct given to read_table() is zeroed; after it, whether it succeeded or
 * not, release_table() frees what it owns. */
#ifndef DMMSIM_SCENARIOS_READER_H
#define DMMSIM_SCENARIOS_READER_H

#include <glib.h>
#include <stdbool.h>

#include "scenarios/json.h"
#include "scenarios/quantity.h"
#include "scenarios/scenario.h"
#include "sim/parameter.h"

/* A string that names something, to be looked up when all is read. */
struct name_reference
{
  enum parameter_reference kind;
  const struct parameter *row;
  char *pointer, *name;
};

/* One pass over one document. */
typedef struct reader reader;
struct reader
{
  char *file;       /* for messages */
  char *directory;  /* relative paths of the document start here */
  char *parent;     /* those that came by "extends" start here, seen from
                       directory; NULL: no parent */
  GString *pointer; /* to the value being read */
  GPtrArray *names; /* struct name_reference *, in document order */
  GError *error;    /* the first one */
  char *fault;      /* pointer to what it is about */
};

reader *reader_new (const char *file);
void reader_free (reader *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (reader, reader_free)

/* What a CUSTOM row does with its field. */
struct custom_type
{
  const char *expected; /* "\"all\", a list of nodes ..." */
  bool (*read) (reader *r, const cJSON *item, void *field);
  cJSON *(*write) (const void *field); /* NULL result: left out */
  void (*release) (void *field);
  cJSON *(*schema) (void);
};

/* Reads the members of @object into the struct at @out.  @tag: a key beside
 * those of the table that is accepted, or NULL. */
bool read_table (reader *r, const struct parameter *table, const cJSON *object,
                 const char *tag, void *out);
void release_table (const struct parameter *table, void *out);
/* How else files can be told than by the path from a folder. */
#define FILES_ABSOLUTE NULL
#define FILES_BY_CONTENT ""
/* Object with the rows in table order.  @directory: the scenario's, taken off
 * the front of paths, or one of the two above.  (transfer full) */
cJSON *write_table (const struct parameter *table, const char *directory,
                    const void *in);
/* JSON Schema of an object with these rows, and of the value of one row.
 * (transfer full) */
cJSON *schema_table (const struct parameter *table);
cJSON *schema_row (const struct parameter *row);

/* Sets the error "FILE: at POINTER: ..." unless there is one already; always
 * false. */
bool reader_fail (reader *r, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* "expected EXPECTED, found ITEM" */
bool reader_expected (reader *r, const char *expected, const cJSON *item);
/* Enter and leave a member or an element; reader_enter() returns what
 * reader_leave() needs. */
size_t reader_enter (reader *r, const char *key);
size_t reader_enter_element (reader *r, size_t index);
void reader_leave (reader *r, size_t mark);

/* What a row takes, in words, for messages and keys.c.  (transfer full) */
char *parameter_expected (const struct parameter *row);

/* Strings of the parent document carry this in valueint (cJSON does not use it
 * for strings and copies it): their paths start at the parent's folder. */
#define JSON_FROM_PARENT 1

/* Readers by type, for reader.c: one value into its field. */
typedef bool read_function (reader *r, const struct parameter *row,
                            const cJSON *item, void *field);
read_function read_bool, read_integer, read_seed, read_number, read_time,
    read_size, read_quantity, read_string, read_file, read_enum, read_law,
    read_position;
read_function read_strings, read_object, read_objects, read_variant,
    read_custom;

/* Remembers the string for the check of names; @row has a reference. */
void reader_add_name (reader *r, const struct parameter *row, const char *name);
/* Number of rows of a table, its end not counted. */
size_t table_rows (const struct parameter *table);
enum quantity parameter_quantity (enum parameter_type type);
extern const char *const law_names[LAW_N];

/* Unknown @name: says which of @known is near, or what there is.  @what: "key",
 * "node".  Always false (nearest.c). */
bool reader_unknown (reader *r, const char *what, const char *name,
                     const GPtrArray *known);

#endif
