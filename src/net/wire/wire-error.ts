/** A neighbour broke the protocol; the message is the reason to close the connection. */
export class WireError extends Error {}
