import { type OnReadOpts, Socket } from 'node:net'

/**
 * All connections of the process hear into this one: what is heard is dealt with at once. A buffer
 * of its own for each read would be garbage of 64 KiB each time.
 */
const sharedBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/** Has a socket read into the buffer that all share; `hear` may not keep the bytes. */
export function sharedBufferReads(hear: (bytes: Buffer) => void): OnReadOpts {
  return {
    buffer: sharedBuffer,
    callback: (bytes) => {
      hear(sharedBuffer.subarray(0, bytes))
      return true
    },
  }
}

/** What a socket is made of, as far as Node's documents do not say. */
interface WithHandle {
  _handle: { readonly useUserBuffer?: unknown } | null
}

/**
 * An accepted socket that hears like one that we dialled: Node takes `onread` only where a socket
 * is made, and makes accepted ones itself. So the connection gets a second socket object, as Node's
 * own server makes it, and the first is let go of. The socket must come from a server with
 * `pauseOnConnect`, or bytes may have been read already. A Node that is built in another way gives
 * back the socket that was given, which then has to be listened to for `data`.
 */
export function withSharedBuffer(accepted: Socket, hear: (bytes: Buffer) => void): Socket {
  const inside = accepted as unknown as WithHandle
  const handle = inside._handle
  if (typeof handle?.useUserBuffer !== 'function') return accepted.resume()
  inside._handle = null
  accepted.destroy()
  return new Socket({ handle, onread: sharedBufferReads(hear) } as object)
}
