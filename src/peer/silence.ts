/**
 * A connection is closed after this many seconds without a byte from the other end, whose
 * keep-alives are due "generally once every two minutes" (BEP 3). libtorrent's `peer_timeout` is
 * the same 120 s; BitTornado 0.3.17 waits for 300 s (`timeout`). Sockets and the simulator share
 * it.
 */
export const SILENCE_SECONDS = 120

/** On sockets, a keep-alive is sent after this many seconds without a message from us. */
export const KEEP_ALIVE_SECONDS = 50
