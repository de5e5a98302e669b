/**
 * Bits of an event's kind. An event of a connection has the endpoint's generation above them, which
 * tells whether that connection has ended.
 */
export const KIND_BITS = 8
/** The mask of an event's kind. */
export const KIND_MASK = 255

/** An uplink may send the next block: a = host. */
export const UPLINK = 0
/** A block's last byte reaches the receiver's downlink: a = endpoint, b = block. */
export const BLOCK_IN = 1
/** A block is through the downlink: a = endpoint, b = block. */
export const BLOCK_THROUGH = 2
/** An acknowledgement reopens a full window: a = the endpoint that sent the blocks. */
export const ACKNOWLEDGED = 3
/** `handshake` arrives: a = receiving endpoint, as for all messages below. */
export const HANDSHAKE = 4
/** `choke` arrives. */
export const CHOKE = 5
/** `unchoke` arrives. */
export const UNCHOKE = 6
/** `interested` arrives. */
export const INTERESTED = 7
/** `not interested` arrives. */
export const NOT_INTERESTED = 8
/** `have` arrives: b = piece. */
export const HAVE = 9
/** `bitfield` arrives: b = snapshot. */
export const BITFIELD = 10
/** `cancel` arrives: b = block. */
export const CANCEL = 11
/** The other end has disconnected. */
export const CLOSE = 12
/** `request` arrives: b = block. */
export const REQUEST = 13
/** The first event that outages hold up on a connection may happen: a = receiving endpoint. */
export const RELEASE = 14
/** It is time to close, if the other end has been silent until now. */
export const SILENCE = 15
/** The last kind of the network; those above are the swarm's, with a = host. */
export const LAST_OF_NETWORK = 15

/** The peer's own timer. */
export const WAKE = 16
/** A dial succeeds or is refused: b = the host that was dialled. */
export const CONNECTED = 17
/** The peer arrives. */
export const ARRIVE = 18
/** The peer leaves: b = reason. */
export const DEPART = 19
/** The peer goes offline. */
export const FLAP = 20
/** The peer is online again. */
export const RETURN = 21
/** It is time to announce. */
export const ANNOUNCE = 22
/** The tracker's answer arrives. */
export const ANSWER = 23
/** One of the peer's links breaks. */
export const LINK_DROP = 24
/** A dial fails without an answer: b = the address dialled. */
export const DIAL_FAILED = 25
/** A planned event of the scenario: a = its index. */
export const PLANNED = 26
/** The peer looks for its parents in the model. */
export const SEEK = 27
/** A pull request for a piece arrives: b = its endpoint; the piece is above the kind. */
export const PULL_REQUEST = 28
/** The others notice that a host is gone: a = host. */
export const MISSED = 29
