/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Status values of BA and PBA, as the registry has them. */
#include <glib.h>
#include <stddef.h>

#include "models/codec/mh.h"

static const char *const status_names[] = {
  /* RFC 6275 6.1.8 unless told otherwise */
  [0] = "accepted",
  [1] = "accepted, prefix discovery needed",
  [2] = "GRE_KEY_OPTION_NOT_REQUIRED",                      /* RFC 5845 */
  [3] = "GRE tunnelling but TLV header not supported",      /* RFC 5845 */
  [4] = "MCOA NOTCOMPLETE",                                 /* RFC 5648 */
  [5] = "MCOA RETURNHOME WO/NDP",                           /* RFC 5648 */
  [6] = "PBU transient binding ignored, settings mismatch", /* RFC 6058 */
  [128] = "reason unspecified",
  [129] = "administratively prohibited",
  [130] = "insufficient resources",
  [131] = "home registration not supported",
  [132] = "not home subnet",
  [133] = "not home agent for this mobile node",
  [134] = "duplicate address detection failed",
  [135] = "sequence number out of window",
  [136] = "expired home nonce index",
  [137] = "expired care-of nonce index",
  [138] = "expired nonces",
  [139] = "registration type change disallowed",
  /* RFC 3963 */
  [140] = "mobile router operation not permitted",
  [141] = "invalid prefix",
  [142] = "not authorized for prefix",
  [143] = "forwarding setup failed",
  /* RFC 4285 */
  [144] = "MIPV6-ID-MISMATCH",
  [145] = "MIPV6-MESG-ID-REQD",
  [146] = "MIPV6-AUTH-FAIL",
  /* RFC 4866 */
  [147] = "permanent home keygen token unavailable",
  [148] = "CGA and signature verification failed",
  [149] = "permanent home keygen token exists",
  [150] = "non-null home nonce index expected",
  [151] = "SERVICE_AUTHORIZATION_FAILED", /* RFC 5149 */
  /* RFC 5213 8.9 */
  [152] = "PROXY_REG_NOT_ENABLED",
  [153] = "NOT_LMA_FOR_THIS_MOBILE_NODE",
  [154] = "MAG_NOT_AUTHORIZED_FOR_PROXY_REG",
  [155] = "NOT_AUTHORIZED_FOR_HOME_NETWORK_PREFIX",
  [156] = "TIMESTAMP_MISMATCH",
  [157] = "TIMESTAMP_LOWER_THAN_PREV_ACCEPTED",
  [158] = "MISSING_HOME_NETWORK_PREFIX_OPTION",
  [159] = "BCE_PBU_PREFIX_SET_DO_NOT_MATCH",
  [160] = "MISSING_MN_IDENTIFIER_OPTION",
  [161] = "MISSING_HANDOFF_INDICATOR_OPTION",
  [162] = "MISSING_ACCESS_TECH_TYPE_OPTION",
  [163] = "GRE_KEY_OPTION_REQUIRED", /* RFC 5845 */
  /* RFC 5648 */
  [164] = "MCOA MALFORMED",
  [165] = "MCOA NON-MCOA BINDING EXISTS",
  [166] = "MCOA PROHIBITED",
  [167] = "MCOA UNKNOWN COA",
  [168] = "MCOA BULK REGISTRATION PROHIBITED",
  [169] = "MCOA SIMULTANEOUS HOME AND FOREIGN PROHIBITED",
  /* RFC 5844 */
  [170] = "NOT_AUTHORIZED_FOR_IPV4_MOBILITY_SERVICE",
  [171] = "NOT_AUTHORIZED_FOR_IPV4_HOME_ADDRESS",
  [172] = "NOT_AUTHORIZED_FOR_IPV6_MOBILITY_SERVICE",
  [173] = "MULTIPLE_IPV4_HOME_ADDRESS_ASSIGNMENT_NOT_SUPPORTED",
  [174] = "invalid care-of address",
  [175] = "INVALID_MOBILE_NODE_GROUP_IDENTIFIER", /* RFC 6602 */
  [176] = "REINIT_SA_WITH_HAC",                   /* RFC 6618 */
  /* RFC 7148 */
  [177] = "NOT_AUTHORIZED_FOR_DELEGATED_MNP",
  [178] = "REQUESTED_DMNP_IN_USE",
  [179] = "CANNOT_MEET_QOS_SERVICE_REQUEST",  /* RFC 7222 */
  [180] = "CANNOT_SUPPORT_MULTIPATH_BINDING", /* RFC 8278 */
};

const char *
mh_status_name (unsigned status)
{
  return status < G_N_ELEMENTS (status_names) ? status_names[status] : NULL;
}
