/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The links of the benchmarks' networks. */
#ifndef DMMSIM_BENCH_CHANNEL_H
#define DMMSIM_BENCH_CHANNEL_H

#include "sim/network.h"

/* 1 ms, 10 Gbit/s. */
static inline struct channel_config
bench_channel (void)
{
  struct channel_config channel = channel_config_default;

  channel.delay = SIM_MILLISECOND;
  channel.rate = 1e10;
  return channel;
}

#endif
