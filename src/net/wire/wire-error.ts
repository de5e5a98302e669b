/** A neighbour broke the protocol; the message says how, and the connection is closed with it. */
export class WireError extends Error {}
