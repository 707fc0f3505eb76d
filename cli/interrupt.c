/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <signal.h>

static volatile sig_atomic_t came;

static void
note_signal (int number)
{
  (void)number;
  came = 1;
}

void
interrupt_listen (void)
{
  struct sigaction action = { .sa_handler = note_signal,
                              .sa_flags = (int)SA_RESETHAND | SA_RESTART };

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

bool
interrupt_came (void)
{
  return came != 0;
}
