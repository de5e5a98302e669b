/**
 * The kinds of event. An event carries its kind in the low 8 bits; where it concerns a connection,
 * the endpoint's generation stands above, so that an event of an ended connection is known.
 */
export const KIND_BITS = 8
/** What the kind is read with. */
export const KIND_MASK = 255

/** An uplink may send the next block: a = host. */
export const UPLINK = 0
/** A block's last byte reaches the hearer's downlink: a = endpoint, b = block. */
export const BLOCK_IN = 1
/** A block is through the downlink: a = endpoint, b = block. */
export const BLOCK_THROUGH = 2
/** An acknowledgement reopens a window: a = sending endpoint, b = bytes on the wire. */
export const ACKNOWLEDGED = 3
/** `handshake` is heard: a = hearing endpoint, as in all words below. */
export const HANDSHAKE = 4
/** `choke` is heard. */
export const CHOKE = 5
/** `unchoke` is heard. */
export const UNCHOKE = 6
/** `interested` is heard. */
export const INTERESTED = 7
/** `not interested` is heard. */
export const NOT_INTERESTED = 8
/** `have` is heard: b = piece. */
export const HAVE = 9
/** `bitfield` is heard: b = snapshot. */
export const BITFIELD = 10
/** `cancel` is heard: b = block. */
export const CANCEL = 11
/** The other end has hung up. */
export const CLOSE = 12
/** `request` is heard: b = block. */
export const REQUEST = 13
/** The last kind that is the network's; those above are the swarm's, and a is the host. */
export const LAST_OF_NETWORK = 15

/** The peer's own timer. */
export const WAKE = 16
/** A dialled connection stands or is refused: b = whom it dialled. */
export const CONNECTED = 17
/** The peer arrives. */
export const ARRIVE = 18
/** It leaves: b = why. */
export const DEPART = 19
/** It loses its net. */
export const FLAP = 20
/** It gets its net back. */
export const RETURN = 21
/** It is time to announce. */
export const ANNOUNCE = 22
/** The tracker's answer is here. */
export const ANSWER = 23
/** One of its links breaks. */
export const LINK_DROP = 24
/** It gives up dialling: b = address. */
export const DIAL_FAILED = 25
/** A planned event of the scenario: a = its index. */
export const PLANNED = 26
/** It looks for those that are to feed it. */
export const SEEK = 27
/** It is asked for a piece: b = its endpoint; the piece stands above the kind. */
export const PULL_REQUEST = 28
