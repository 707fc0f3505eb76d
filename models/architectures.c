/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of mobility architectures: the one place to touch for a new one.
 * Nothing else stands in this file, so that a program outside the tree can
 * bring a list of its own (doc/new-architecture.md). */
#include "models/anycast/anycast.h"
#include "models/coexistence/coexistence.h"
#include "models/distributed/distributed.h"
#include "models/dmm/dmm.h"
#include "models/hierarchical/hierarchical.h"
#include "models/hmipv6/hmipv6.h"
#include "models/host/dmm_host.h"
#include "models/ipv6/ipv6.h"
#include "models/mipv6/mipv6.h"
#include "models/multihomed/multihomed.h"
#include "models/nemo/nemo.h"
#include "models/pmipv6/pmipv6.h"

const struct variant *const architecture_variants[] = { &variant_ipv6,
                                                        &variant_pmipv6,
                                                        &variant_dmm,
                                                        &variant_distributed,
                                                        &variant_multihomed,
                                                        &variant_mipv6,
                                                        &variant_hmipv6,
                                                        &variant_hierarchical,
                                                        &variant_anycast,
                                                        &variant_nemo,
                                                        &variant_dmm_host,
                                                        &variant_coexistence,
                                                        NULL };
