/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobility Header (RFC 6275 6.1) and its options: bytes in, struct out, and
 * back.  One table row per message and per option (models/codec/tables.c)
 * serves decoding, encoding and JSON, and says where it comes from.  Options
 * without a row are kept and written back as they are.
 *
 * Usable alone: nothing of the simulator is in here.  Decoding never
 * allocates; variable parts are views into the caller's octets, valid as long
 * as those.  Encoding writes options in the given order with the smallest
 * padding that aligns them, and pads to a multiple of 8 octets. */
#ifndef DMMSIM_MODELS_CODEC_MH_H
#define DMMSIM_MODELS_CODEC_MH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/address.h"

enum mh_type
{
  MH_BRR = 0,
  MH_HOTI = 1,
  MH_COTI = 2,
  MH_HOT = 3,
  MH_COT = 4,
  MH_BU = 5, /* and PBU */
  MH_BA = 6, /* and PBA */
  MH_BE = 7,
  MH_FBU = 8,           /* RFC 5568 */
  MH_FBACK = 9,         /* RFC 5568 */
  MH_FNA = 10,          /* RFC 4068, deprecated */
  MH_EXPERIMENTAL = 11, /* RFC 5096 */
  MH_HAS = 12,          /* RFC 5142 */
  MH_HB = 13,           /* RFC 5847 */
  MH_HI = 14,           /* RFC 5568 */
  MH_HACK = 15,         /* RFC 5568 */
  MH_BRM = 16, /* RFC 5846: BRI or BRA, told apart by revocation.kind */
  MH_LRI = 17, /* RFC 6705 */
  MH_LRA = 18, /* RFC 6705 */
  MH_UPN = 19, /* RFC 7077 */
  MH_UPA = 20, /* RFC 7077 */
  MH_FLOW_BINDING = 21,         /* RFC 7109 */
  MH_SUBSCRIPTION_QUERY = 22,   /* RFC 7161 */
  MH_SUBSCRIPTION_RESPONSE = 23 /* RFC 7161 */
};

enum revocation_kind /* octet 6 of MH_BRM, RFC 5846 6.1 and 6.2 */
{
  REVOCATION_INDICATION = 1,
  REVOCATION_ACKNOWLEDGEMENT = 2
};

enum revocation_status /* of a BRA, RFC 5846 5.2 */
{
  REVOCATION_SUCCESS = 0,
  REVOCATION_NO_BINDING = 128,
  REVOCATION_MN_ATTACHED = 132
};

/* BRI/BRA flags (octets 10-11) */
enum
{
  REVOCATION_P = 0x8000,
  REVOCATION_V = 0x4000,
  REVOCATION_G = 0x2000
};

/* BU/PBU flags (octets 8-9) */
enum
{
  BU_A = 0x8000,
  BU_H = 0x4000,
  BU_L = 0x2000,
  BU_K = 0x1000,
  BU_M = 0x0800,
  BU_R = 0x0400,
  BU_P = 0x0200,
  BU_F = 0x0100,
  BU_T = 0x0080,
  BU_B = 0x0040,
  BU_S = 0x0020,
  BU_D = 0x0010 /* RFC 8885 4.1: from a MAAR or a CMD */
};

/* BA/PBA flags (octet 7) */
enum
{
  BA_K = 0x80,
  BA_R = 0x40,
  BA_P = 0x20,
  BA_T = 0x10,
  BA_B = 0x08,
  BA_S = 0x04,
  BA_D = 0x02 /* RFC 8885 4.2 */
};

enum mh_option_type
{
  OPTION_PAD1 = 0,
  OPTION_PADN = 1,
  OPTION_REFRESH_ADVICE = 2,          /* RFC 6275 6.2.4 */
  OPTION_ALTERNATE_CARE_OF = 3,       /* RFC 6275 6.2.5 */
  OPTION_NONCE_INDICES = 4,           /* RFC 6275 6.2.6 */
  OPTION_AUTHORIZATION = 5,           /* RFC 6275 6.2.7 */
  OPTION_MOBILE_NETWORK_PREFIX = 6,   /* RFC 3963 */
  OPTION_MH_LINK_LAYER = 7,           /* RFC 5568 6.4.4 */
  OPTION_MN_IDENTIFIER = 8,           /* RFC 4283 */
  OPTION_MESSAGE_AUTHENTICATION = 9,  /* RFC 4285 5 */
  OPTION_REPLAY_PROTECTION = 10,      /* RFC 4285 6 */
  OPTION_CGA_PARAMETERS_REQUEST = 11, /* RFC 4866 */
  OPTION_CGA_PARAMETERS = 12,         /* RFC 4866 */
  OPTION_CGA_SIGNATURE = 13,          /* RFC 4866 */
  OPTION_HOME_KEYGEN_TOKEN = 14,      /* RFC 4866 */
  OPTION_CARE_OF_TEST_INIT = 15,      /* RFC 4866 */
  OPTION_CARE_OF_TEST = 16,           /* RFC 4866 */
  OPTION_DNS_UPDATE = 17,             /* RFC 5026 */
  OPTION_EXPERIMENTAL = 18,           /* RFC 5096 */
  OPTION_VENDOR_SPECIFIC = 19,        /* RFC 5094 */
  OPTION_SERVICE_SELECTION = 20,      /* RFC 5149 */
  OPTION_FMIPV6_AUTHORIZATION = 21,   /* RFC 5568 6.4.5 */
  OPTION_HOME_NETWORK_PREFIX = 22,    /* RFC 5213 8.3 */
  OPTION_HANDOFF_INDICATOR = 23,      /* RFC 5213 8.4 */
  OPTION_ACCESS_TECHNOLOGY = 24,      /* RFC 5213 8.5 */
  OPTION_MN_LINK_LAYER_ID = 25,       /* RFC 5213 8.6 */
  OPTION_LINK_LOCAL_ADDRESS = 26,     /* RFC 5213 8.7 */
  OPTION_TIMESTAMP = 27,              /* RFC 5213 8.8 */
  OPTION_RESTART_COUNTER = 28,        /* RFC 5847 */
  OPTION_IPV4_HOME_ADDRESS = 29,      /* RFC 5555 3.1.1 */
  OPTION_IPV4_HOME_ACK = 30,          /* RFC 5555 3.2.1 */
  OPTION_NAT_DETECTION = 31,          /* RFC 5555 3.2.2 */
  OPTION_IPV4_CARE_OF = 32,           /* RFC 5555 3.1.2 */
  OPTION_GRE_KEY = 33,                /* RFC 5845 6.1 */
  OPTION_MH_IPV6_PREFIX = 34,         /* RFC 5568 6.4.2 */
  OPTION_BINDING_IDENTIFIER = 35,     /* RFC 5648 4.3, RFC 6089 4.1 */
  OPTION_IPV4_HOME_REQUEST = 36,      /* RFC 5844 */
  OPTION_IPV4_HOME_REPLY = 37,        /* RFC 5844 */
  OPTION_IPV4_DEFAULT_ROUTER = 38,    /* RFC 5844 */
  OPTION_IPV4_DHCP_MODE = 39,         /* RFC 5844 */
  OPTION_CONTEXT_REQUEST = 40,        /* RFC 5949 6.2.1 */
  OPTION_LMA_ADDRESS = 41,            /* RFC 5949 6.2.2 */
  OPTION_MN_INTERFACE_ID = 42,        /* RFC 5949 6.2.3 */
  OPTION_TRANSIENT_BINDING = 43,      /* RFC 6058 */
  OPTION_FLOW_SUMMARY = 44,           /* RFC 6089 4.2.2 */
  OPTION_FLOW_IDENTIFICATION = 45,    /* RFC 6089 4.2 */
  OPTION_REDIRECT_CAPABILITY = 46,    /* RFC 6463 */
  OPTION_REDIRECT = 47,               /* RFC 6463 4.2 */
  OPTION_LOAD_INFORMATION = 48,       /* RFC 6463 */
  OPTION_ALTERNATE_IPV4_CARE_OF = 49, /* RFC 6463 4.4 */
  OPTION_MN_GROUP_IDENTIFIER = 50,    /* RFC 6602 */
  OPTION_MAG_IPV6_ADDRESS = 51,       /* RFC 6705 */
  OPTION_ACCESS_NETWORK = 52,         /* RFC 6757 3 */
  OPTION_IPV4_OFFLOAD_SELECTOR = 53,  /* RFC 6909 */
  OPTION_MULTICAST_SELECTOR = 54,     /* RFC 7028 */
  OPTION_DELEGATED_PREFIX = 55,       /* RFC 7148 4.1 */
  OPTION_ACTIVE_MULTICAST_IPV4 = 56,  /* RFC 7161 */
  OPTION_ACTIVE_MULTICAST_IPV6 = 57,  /* RFC 7161 */
  OPTION_QUALITY_OF_SERVICE = 58,     /* RFC 7222 4.1 */
  OPTION_LMA_USER_PLANE = 59,         /* RFC 7389 4 */
  OPTION_MULTICAST_MOBILITY = 60,     /* RFC 7411 */
  OPTION_MULTICAST_ACK = 61,          /* RFC 7411 */
  OPTION_LMA_MAG_PARAMETERS = 62,     /* RFC 8127 3 */
  OPTION_MAG_MULTIPATH_BINDING = 63,  /* RFC 8278 4.1 */
  OPTION_MAG_IDENTIFIER = 64,         /* RFC 8278 4.2 */
  OPTION_ANCHORED_PREFIX = 65,        /* RFC 8885 4.3 */
  OPTION_LOCAL_PREFIX = 66,           /* RFC 8885 4.4 */
  OPTION_PREVIOUS_MAAR = 67,          /* RFC 8885 4.5 */
  OPTION_SERVING_MAAR = 68,           /* RFC 8885 4.6 */
  OPTION_DLIF_LINK_LOCAL = 69,        /* RFC 8885 4.7 */
  OPTION_DLIF_LINK_LAYER = 70         /* RFC 8885 4.8 */
};

enum handoff_indicator /* RFC 5213 8.4 */
{
  HI_NEW_INTERFACE = 1,
  HI_BETWEEN_INTERFACES = 2,
  HI_BETWEEN_MAGS = 3,
  HI_UNKNOWN = 4,
  HI_NO_CHANGE = 5,
  HI_SHARED_PREFIXES = 6 /* RFC 7864 */
};

enum access_technology /* RFC 5213 8.5 */
{
  ATT_VIRTUAL = 1,
  ATT_802_3 = 3,
  ATT_802_11 = 4,
  ATT_E_UTRAN = 8
};

/* Status in BA/PBA; below 128 accepted.  The registry's full list with names is
 * in the tables; these are used by our entities. */
enum binding_status
{
  STATUS_ACCEPTED = 0,
  STATUS_UNSPECIFIED = 128,
  STATUS_PROHIBITED = 129,
  STATUS_INSUFFICIENT_RESOURCES = 130,
  STATUS_HOME_REGISTRATION_NOT_SUPPORTED = 131,
  STATUS_NOT_HOME_SUBNET = 132,
  STATUS_NOT_HOME_AGENT = 133, /* for this mobile node */
  STATUS_DAD_FAILED = 134,
  STATUS_SEQUENCE_OUT_OF_WINDOW = 135,
  STATUS_HOME_NONCE_EXPIRED = 136,
  STATUS_CARE_OF_NONCE_EXPIRED = 137,
  STATUS_NONCES_EXPIRED = 138,
  STATUS_TYPE_CHANGE = 139,          /* of registration, disallowed */
  STATUS_ROUTER_NOT_PERMITTED = 140, /* RFC 3963 4.2 */
  STATUS_INVALID_PREFIX = 141,
  STATUS_NOT_AUTHORIZED_FOR_PREFIX = 142,
  STATUS_FORWARDING_FAILED = 143,
  STATUS_AUTHENTICATION_FAILED = 146, /* RFC 4285 */
  STATUS_PROXY_REG_NOT_ENABLED = 152,
  STATUS_NOT_LMA_FOR_THIS_MN = 153,
  STATUS_MAG_NOT_AUTHORIZED = 154,
  STATUS_NOT_AUTHORIZED_FOR_HNP = 155,
  STATUS_TIMESTAMP_MISMATCH = 156,
  STATUS_TIMESTAMP_LOWER = 157,
  STATUS_MISSING_HNP = 158,
  STATUS_PREFIX_SET_MISMATCH = 159,
  STATUS_MISSING_MN_IDENTIFIER = 160,
  STATUS_MISSING_HANDOFF_INDICATOR = 161,
  STATUS_MISSING_ACCESS_TECHNOLOGY = 162,
  STATUS_MCOA_MALFORMED = 164, /* RFC 5648 */
  STATUS_INVALID_CARE_OF = 174,
  STATUS_NOT_AUTHORIZED_FOR_DELEGATED_MNP = 177, /* RFC 7148 */
  STATUS_DELEGATED_MNP_IN_USE = 178,             /* RFC 7148 */
  STATUS_CANNOT_SUPPORT_MULTIPATH = 180          /* RFC 8278 */
};

enum binding_error_status /* RFC 6275 6.1.9 */
{
  BINDING_ERROR_UNKNOWN_BINDING = 1, /* for a home address option */
  BINDING_ERROR_UNKNOWN_TYPE = 2
};

/* Octets somewhere else; never owned. */
struct view
{
  const uint8_t *octets;
  size_t n;
};

struct mh_prefix /* options 6, 22, 51, 65, 66 */
{
  bool off_link; /* option 22 only: the L bit of RFC 7864 */
  uint8_t length;
  struct address address;
};

struct mh_option
{
  uint8_t type;
  uint16_t offset; /* of the type octet from the start of the MH; on decoding */
  struct view raw; /* data octets as received; on encoding of a type without
                      row: what to write */
  union
  {
    struct
    {
      uint8_t subtype; /* 1: NAI */
      struct view id;
    } mn_identifier;         /* 8 and, for a MAG, 64 */
    struct mh_prefix prefix; /* 6, 22, 65, 66; 51 with length 128 */
    uint8_t value;          /* 23 handoff indicator, 24 technology, 39 server */
    struct view link_layer; /* 25, 70 */
    struct address address; /* 3, 26, 68, 69 */
    struct
    {
      uint64_t seconds;  /* 48 bits, since 1970-01-01 UTC */
      uint16_t fraction; /* 1/65536 s */
    } timestamp;         /* 27 */
    struct
    {
      uint8_t length;
      struct address maar, prefix;
    } previous_maar;           /* 67 */
    uint16_t refresh_interval; /* 2, units of 4 s */
    struct
    {
      uint16_t home, care_of;
    } nonce_index;             /* 4 */
    uint8_t authenticator[12]; /* 5 */
    struct
    {
      uint32_t number; /* enterprise */
      uint8_t subtype;
      struct view data;
    } vendor;                 /* 19 */
    uint32_t restart_counter; /* 28 */
    struct
    {
      uint8_t status; /* 30, 37 */
      uint8_t length; /* of the prefix; 29, 30, 36, 37 */
      bool prefix;    /* 29: a mobile network prefix is asked for */
      uint8_t address[4];
    } ipv4;             /* 29, 30, 32, 36, 37, 38, 49 */
    struct view opaque; /* 11-18, 53, 54, 56, 57, 60, 61: the whole data */
    struct
    {
      uint8_t code;     /* 7, 34, 41 */
      uint8_t length;   /* 34 */
      struct view data; /* 7: link-layer address; 41: address */
    } coded;            /* 7, 41 */
    struct
    {
      uint8_t code, length;
      struct address address;
    } fast_prefix; /* 34 */
    struct
    {
      uint8_t subtype; /* 9 only */
      uint32_t spi;
      struct view data;
    } authentication; /* 9, 21 */
    struct
    {
      uint32_t seconds, fraction; /* NTP: since 1900, 1/2^32 s */
      bool longer;                /* than RFC 4285 has it: then `more` */
      struct view more;
    } replay;         /* 10 */
    struct view text; /* 20 */
    struct
    {
      bool force;       /* F */
      uint32_t refresh; /* s */
    } nat;              /* 31 */
    struct
    {
      bool has_key;
      uint32_t key;
    } gre; /* 33 */
    struct
    {
      uint16_t id;
      uint8_t status;
      bool home;             /* H: simultaneous home and foreign binding */
      uint8_t priority;      /* 7 bits, RFC 6089 */
      struct view care_of;   /* none, 4 or 16 octets */
    } binding;               /* 35 */
    uint8_t interface_id[8]; /* 42 */
    struct view flow_ids;    /* 44: numbers of 16 bits */
    struct
    {
      uint16_t id, priority;
      uint8_t status;
      struct view suboptions; /* models/codec/flow.h */
    } flow;                   /* 45 */
    struct
    {
      bool ipv6, ipv4;      /* K, N: exactly one */
      struct view address;  /* of the new LMA, 16 or 4 octets */
    } redirect;             /* 47 */
    struct view suboptions; /* 40, 52, 62: models/codec/suboption.h */
    struct
    {
      bool ipv4;          /* V */
      uint8_t length;     /* of the prefix */
      struct view prefix; /* 16 octets, or 4 with V */
    } delegated;          /* 55 */
    struct
    {
      uint8_t id, dscp, operation;
      struct view attributes; /* sub-options */
    } qos;                    /* 58 */
    struct view user_plane;   /* 59: none, 4 or 16 octets */
    struct
    {
      bool late;        /* path switch */
      uint8_t lifetime; /* units of 100 ms */
    } transient;        /* 43 */
    struct
    {
      uint16_t priority;
      uint32_t sessions, max_sessions, used, capacity; /* kB/s */
    } load;                                            /* 48 */
    struct
    {
      uint8_t subtype;
      uint32_t id;
    } group; /* 50 */
    struct
    {
      uint8_t technology, label, id;
      bool bulk, overwrite;
    } path; /* 63 */
  };
};

#define MH_OPTIONS_MAX 128
#define MH_SIZE_MAX 2048

struct mh_message
{
  uint8_t type; /* enum mh_type */
  uint8_t reserved;
  uint16_t checksum; /* as received; computed on encoding */
  union
  {
    struct
    {
      uint16_t sequence, flags;
      uint16_t lifetime; /* units of 4 s; FBU: s */
    } bu;
    struct
    {
      uint8_t status, flags;
      uint16_t sequence, lifetime; /* units of 4 s; FBack: s */
    } ba;
    struct
    {
      uint8_t status;
      struct address home_address;
    } be;
    struct
    {
      uint16_t nonce_index;        /* HoT, CoT */
      uint8_t cookie[8], token[8]; /* token: HoT, CoT */
    } routability;                 /* HoTI, CoTI, HoT, CoT */
    struct
    {
      bool unsolicited, response;
      uint32_t sequence;
    } heartbeat; /* HB */
    struct
    {
      uint8_t n;
      struct view addresses; /* n * 16 octets */
    } agent_switch;          /* HAS */
    struct view opaque;      /* experimental, 21-23: all behind the checksum */
    struct
    {
      uint8_t kind; /* enum revocation_kind */
      uint8_t code; /* BRI: revocation trigger; BRA: status */
      uint16_t sequence, flags;
    } revocation; /* BRM */
    struct
    {
      uint16_t sequence;
      uint8_t flags, code;
    } handover; /* HI, HAck */
    struct
    {
      uint16_t sequence;
      bool unsolicited;  /* LRA */
      uint8_t status;    /* LRA */
      uint16_t lifetime; /* s */
    } localized;         /* LRI, LRA */
    struct
    {
      uint16_t sequence;
      uint16_t reason, flags; /* UPN */
      uint8_t status;         /* UPA */
    } update;                 /* UPN, UPA */
  };
  uint16_t n_options; /* padding is not listed */
  struct mh_option options[MH_OPTIONS_MAX];
};

/* What became of the octets; what to do about it: models/codec/mh_check.h. */
enum mh_result
{
  MH_OK,
  MH_TRUNCATED,    /* shorter than 8 octets or than its Header Len: drop */
  MH_BAD_CHECKSUM, /* drop silently */
  MH_UNKNOWN_TYPE, /* binding error, status 2 */
  MH_BAD_PROTO,    /* parameter problem code 0, pointer 0 */
  MH_BAD_LENGTH,   /* parameter problem code 0, pointer 1 */
  MH_BAD_OPTION,   /* option runs past the end or has a wrong length: drop */
  MH_TOO_MANY_OPTIONS, /* more than MH_OPTIONS_MAX: drop */
  MH_OPTION_NOT_LAST   /* authorization data before something else: drop */
};
const char *mh_result_text (enum mh_result result);

/* Reads @n octets at @octets as a Mobility Header between @source and
 * @destination (for the checksum; NULL source: not verified).  Any order,
 * padding and alignment of options is accepted, octets behind Header Len are
 * ignored (RFC 8200 4.7).  Unless MH_OK, @message holds what was read so far
 * and is good for nothing but a diagnostic. */
enum mh_result mh_decode (const uint8_t *octets, size_t n,
                          const struct address *source,
                          const struct address *destination,
                          struct mh_message *message);

/* Octets that mh_encode() will write; above MH_SIZE_MAX: the message cannot be
 * sent as one, the caller splits it. */
size_t mh_encoded_size (const struct mh_message *message);
/* Writes the message with its checksum (NULL source: none, RFC 5844);
 * @room >= mh_encoded_size() <= MH_SIZE_MAX.  Reserved fields and flags are
 * sent as 0, what @message holds for them is for showing.  Returns the octets
 * written. */
size_t mh_encode (const struct mh_message *message,
                  const struct address *source,
                  const struct address *destination, uint8_t *octets,
                  size_t room);

/* The @nth (from 0) option of @type, or NULL. */
const struct mh_option *mh_find (const struct mh_message *message,
                                 unsigned type, unsigned nth);
unsigned mh_count (const struct mh_message *message, unsigned type);

/* Building: mh_init(), fill the fixed part, add options in wire order.  Texts
 * and octets added are referred to, not copied.  More than MH_OPTIONS_MAX
 * options is a programmer error. */
void mh_init (struct mh_message *message, enum mh_type type);
/* Next free option, type set, the rest zero; the caller fills its member. */
struct mh_option *mh_add (struct mh_message *message, unsigned type);
void mh_add_mn_identifier (struct mh_message *message, const char *nai);
void mh_add_prefix (struct mh_message *message, unsigned type,
                    const struct prefix *prefix);
void mh_add_value (struct mh_message *message, unsigned type, uint8_t value);
void mh_add_link_layer (struct mh_message *message, unsigned type,
                        const uint8_t *octets, size_t n);
void mh_add_address (struct mh_message *message, unsigned type,
                     const struct address *address);
/* @ns: nanoseconds since 1970 (simulated time on the network's clock), not
 * negative; rounded down to 1/65536 s. */
void mh_add_timestamp (struct mh_message *message, int64_t ns);
/* The least ns that encodes to @option's value, so never after the ns it was
 * made from; INT64_MAX when beyond that (year 2262). */
int64_t mh_timestamp_ns (const struct mh_option *option);
void mh_add_previous_maar (struct mh_message *message,
                           const struct address *maar,
                           const struct prefix *prefix);

/* "BU", "PBU" (P set), "BA", "PBA", "BE", ...; what signaling.csv shows. */
const char *mh_name (const struct mh_message *message);
const char *mh_option_name (unsigned type);   /* NULL if no row has it */
const char *mh_status_name (unsigned status); /* NULL if unassigned */

#endif
