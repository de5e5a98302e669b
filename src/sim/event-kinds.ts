/**
 * The kinds of event. An event carries its kind in the low 8 bits; where it concerns a connection,
 * the endpoint's generation stands above, so that an event of an ended connection is known.
 */
export const KIND_BITS = 8
export const KIND_MASK = 255

/** An uplink may send the next block: a = host. */
export const UPLINK = 0
/** A block's last byte reaches the hearer's downlink: a = endpoint, b = block. */
export const BLOCK_IN = 1
/** A block is through the downlink: a = endpoint, b = block. */
export const BLOCK_THROUGH = 2
/** An acknowledgement reopens a window: a = sending endpoint, b = bytes on the wire. */
export const ACKNOWLEDGED = 3
/** Words that are heard: a = hearing endpoint, b = piece, block or snapshot. */
export const HANDSHAKE = 4
export const CHOKE = 5
export const UNCHOKE = 6
export const INTERESTED = 7
export const NOT_INTERESTED = 8
export const HAVE = 9
export const BITFIELD = 10
export const CANCEL = 11
export const CLOSE = 12
export const REQUEST = 13
/** The last kind that is the network's; those above are the swarm's. */
export const LAST_OF_NETWORK = 15

/** A peer's own timer: a = host, b = incarnation. */
export const WAKE = 16
/** A dialled connection stands or fails: a = who dialled, b = whom. */
export const CONNECTED = 17
/** A peer arrives, leaves, loses its net, gets it back: a = host, b = incarnation. */
export const ARRIVE = 18
export const DEPART = 19
export const FLAP = 20
export const RETURN = 21
/** It is time to announce; the tracker's answer is here: a = host, b = incarnation. */
export const ANNOUNCE = 22
export const ANSWER = 23
/** One of the host's links breaks. */
export const LINK_DROP = 24
/** A dial is given up: a = host, b = address. */
export const DIAL_FAILED = 25
/** A planned event of the scenario: a = its index. */
export const PLANNED = 26
