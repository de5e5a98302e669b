import { type OnReadOpts, Socket } from 'node:net'

/**
 * The read buffer of all connections of the process: received bytes are handled at once. A new
 * buffer for each read would be 64 KiB of garbage each time.
 */
const sharedBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/** Makes a socket read into the shared buffer; `onBytes` may not keep the bytes. */
export function sharedBufferReads(onBytes: (bytes: Buffer) => void): OnReadOpts {
  return {
    buffer: sharedBuffer,
    callback: (bytes) => {
      onBytes(sharedBuffer.subarray(0, bytes))
      return true
    },
  }
}

/** The part of a socket that Node does not document. */
interface WithHandle {
  _handle: { readonly useUserBuffer?: unknown } | null
}

/**
 * Makes an accepted socket read into the shared buffer. Node takes `onread` only when a socket is
 * made, and makes accepted ones itself. So the connection moves to a second socket object, made as
 * Node's server does. The socket must come from a server with `pauseOnConnect`, or bytes may have
 * been read already. If Node's internals differ, the socket is returned as it is, and the caller
 * has to listen for `data`.
 */
export function withSharedBuffer(accepted: Socket, onBytes: (bytes: Buffer) => void): Socket {
  const inside = accepted as unknown as WithHandle
  const handle = inside._handle
  if (typeof handle?.useUserBuffer !== 'function') return accepted.resume()
  inside._handle = null
  accepted.destroy()
  return new Socket({ handle, onread: sharedBufferReads(onBytes) } as object)
}
