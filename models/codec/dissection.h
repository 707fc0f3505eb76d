/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole packet taken apart: its chain of headers (models/codec/layers.h) and
 * the message at their end, with what a receiver has to do about it.  Shown by
 * models/codec/packet_json.h and packet_print.h.
 *
 * Packets of a capture may be cut (its snapshot length, or a payload that a
 * simulation does not hold).  That is a fault only where an octet that had to
 * be read is missing: headers and messages, not payload. */
#ifndef DMMSIM_MODELS_CODEC_DISSECTION_H
#define DMMSIM_MODELS_CODEC_DISSECTION_H

#include "models/codec/frame.h"
#include "models/codec/icmp6.h"
#include "models/codec/layers.h"
#include "models/codec/mh.h"
#include "models/codec/mh_check.h"
#include "models/codec/nd.h"

/* The longest packet without jumbograms. */
#define PACKET_SIZE_MAX 65575

enum dissection_state
{
  DISSECTION_OK,
  DISSECTION_NOT_IP,     /* a frame of another protocol; no layers */
  DISSECTION_CUT,        /* ends before what had to be read */
  DISSECTION_BAD_LAYERS, /* `result` is not LAYERS_OK */
  DISSECTION_BAD_OPTION, /* an option that forbids to go on: RFC 8200 4.2 */
  DISSECTION_BAD_MESSAGE /* `verdict` is not MH_ACCEPT */
};

/* What of a good ICMPv6 message was read. */
enum dissection_icmp6
{
  ICMP6_READ_NOTHING, /* of no table: echo, multicast listeners, ...; or
                         unverified */
  ICMP6_READ_ND,      /* `nd` */
  ICMP6_READ_ERROR    /* `icmp6_error` */
};

/* 80 KB: not for the stack of a small thread. */
struct dissection
{
  bool ignores_checksum; /* set by the caller: a Mobility Header and ICMPv6
                            are read whatever their checksum */
  enum dissection_state state;
  uint16_t protocol;     /* EtherType of the frame, 0 unknown */
  const uint8_t *octets; /* the packet, `length` of them: the caller's, or
                            `room` with zeros for what was not captured */
  size_t captured, length;
  enum layers_result result;
  struct layers layers;
  const struct layer *last; /* LAYER_MOBILITY, _ICMPV6 or _PAYLOAD; NULL when
                               the layers are not good */
  const struct layer *stopping; /* the first options header with an option that
                                   forbids to go on, or NULL */
  /* Of LAYER_MOBILITY and LAYER_ICMPV6; the latter is dropped in silence when
   * its checksum is wrong (RFC 4443 2.3) or it breaks RFC 4861 6.1, 7.1, 8.1.
   */
  struct mh_verdict verdict;
  /* Of LAYER_MOBILITY. */
  enum mh_result mh_result;
  struct mh_message mh;
  /* Of LAYER_ICMPV6. */
  enum dissection_icmp6 icmp6;
  struct nd_message nd;
  struct icmp6_error icmp6_error;
  uint8_t room[PACKET_SIZE_MAX];
};

/* Reads the IP packet of which @n octets at @octets are there, @length >= @n
 * were on the wire.  @octets stay the caller's and must outlive @d. */
void dissection_read (struct dissection *d, const uint8_t *octets, size_t n,
                      size_t length);
/* The same for a captured frame of @length octets on the wire. */
void dissection_read_frame (struct dissection *d, unsigned link_type,
                            const uint8_t *octets, size_t n, size_t length);

/* Nothing is wrong with it. */
bool dissection_is_good (const struct dissection *d);
/* Its last layer is a Mobility Header that decoded into d->mh; it may yet break
 * a rule. */
bool dissection_has_message (const struct dissection *d);
/* Has it anything of mobility: a Mobility Header, a home address option, a
 * type 2 routing header, ICMPv6 home agent discovery or mobile prefixes? */
bool dissection_has_mobility (const struct dissection *d);
/* The innermost IP header, or NULL. */
const struct layer *dissection_ip (const struct dissection *d);
/* Octets of the message or payload on the wire, and of it captured. */
struct view dissection_body (const struct dissection *d);
/* Reads into @inner what a good ICMPv6 error, @d, says of the packet that
 * invoked it: as much of it as the error holds, whatever its checksums, which
 * nobody between need have verified. */
void dissection_read_invoking (struct dissection *inner,
                               const struct dissection *d);
/* What kind of packet: "PBU", "Router Advertisement", "UDP", "ARP"; @text is
 * room for those that have no name. Constant or @text. */
#define DISSECTION_NAME_SIZE 32
const char *dissection_name (const struct dissection *d,
                             char text[DISSECTION_NAME_SIZE]);

/* What is wrong, when it is not good: the receiver's reaction as
 * mh_verdict_text() spells it, NULL for a packet that was cut; and why, for
 * people.  Return @text. */
#define DISSECTION_TEXT_SIZE 160
const char *dissection_reaction (const struct dissection *d,
                                 char text[DISSECTION_TEXT_SIZE]);
const char *dissection_fault (const struct dissection *d,
                              char text[DISSECTION_TEXT_SIZE]);

#endif
