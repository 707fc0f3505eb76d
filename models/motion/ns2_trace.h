/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Movement files of ns-2 (setdest, BonnMotion, SUMO's traceExporter): the
 * whole file is read, time and memory linear in it, and each node's commands
 * are put in order of time.  Taken as ns-2 means them
 * (mobilenode.cc, set_destination): from the moment of "setdest" a node goes
 * straight to the destination at the speed, from wherever it is then, and
 * stays there; speed 0 stops it.
 *
 *   $node_(N) set X_ V             where node N begins (Y_ likewise; Z_ unread)
 *   $ns_ at T "$node_(N) set X_ V"         it is there from T on,
 *                                                  and rests
 *   $ns_ at T "$node_(N) setdest X Y S"
 *   $ns_ at T "$node_(N) switch ON|OFF"    it is in the area, or is not
 *   $ns_ at T "$g(N) start|stop"; # SUMO-ID: NAME      activity files
 *
 * Names of variables are free, braces stand for quotes, what follows the
 * command is passed over, and so are comments and statements about $god_ or
 * plain variables (set, puts).  Anything else is an error with file and line:
 * the file may be any Tcl program, this is no interpreter of one.
 *
 * Private to models/motion/. */
#ifndef DMMSIM_MODELS_MOTION_NS2_TRACE_H
#define DMMSIM_MODELS_MOTION_NS2_TRACE_H

#include <glib.h>
#include <stdbool.h>

#include "models/motion/placement.h"
#include "sim/time.h"

enum ns2_verb
{
  NS2_SET_X,   /* x */
  NS2_SET_Y,   /* y */
  NS2_SETDEST, /* x, y, speed */
  NS2_ENTER,
  NS2_LEAVE
};

struct ns2_command
{
  sim_time at;
  enum ns2_verb verb;
  double x, y; /* in the trace's coordinates */
  double speed;
};

struct ns2_node
{
  unsigned number;  /* N of $node_(N) */
  unsigned line;    /* where it is named first */
  char *name;       /* SUMO's, or NULL */
  double x, y;      /* where it begins; NAN until set */
  bool enters;      /* begins away: its first ENTER or LEAVE is an ENTER */
  GArray *commands; /* struct ns2_command by time; those of one instant in the
                       order of the file */
};

struct ns2_trace
{
  char *path;
  GPtrArray *nodes;     /* struct ns2_node *, by number */
  struct trace_box box; /* of where nodes in the area are and go */
};

/* @activity: file of entries and departures, or NULL.  NULL with @error
 * (MOTION_ERROR_INPUT): unreadable, a line that is not understood, a node that
 * moves but begins nowhere, or one that has an activity but no movement. */
struct ns2_trace *ns2_trace_new (const char *path, const char *activity,
                                 GError **error);
void ns2_trace_free (struct ns2_trace *trace);

/* Where a node is and goes, between two commands. */
struct ns2_state
{
  sim_time since;
  double x, y; /* at that time */
  double to_x, to_y, speed;
};
struct ns2_state ns2_state_begin (const struct ns2_node *node);
/* The state from the command's time on. */
void ns2_state_apply (struct ns2_state *state,
                      const struct ns2_command *command);
/* Where it is at @at, not before the state's time, if nothing intervenes. */
void ns2_state_position (const struct ns2_state *state, sim_time at, double *x,
                         double *y);
/* When it arrives; the state's own time if it rests. */
sim_time ns2_state_arrival (const struct ns2_state *state);

#endif
