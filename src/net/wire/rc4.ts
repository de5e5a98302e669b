/**
 * RC4 as MSE uses it, with the first 1024 bytes dropped. It obfuscates but does not protect.
 * Written here because OpenSSL 3, which Node has, offers RC4 only in its legacy provider, which
 * Node does not load: `createCipheriv('rc4', ...)` fails with ERR_OSSL_EVP_UNSUPPORTED.
 */
export class Rc4 {
  /** A permutation of 0..255, in 32-bit elements to avoid narrowing on each swap. */
  readonly #state = new Int32Array(256)
  #i = 0
  #j = 0

  constructor(key: Uint8Array) {
    const state = this.#state
    for (let i = 0; i < 256; i++) state[i] = i
    for (let i = 0, j = 0; i < 256; i++) {
      const a = state[i]
      j = (j + a + key[i % key.length]) & 255
      state[i] = state[j]
      state[j] = a
    }
    const dropped = new Uint8Array(1024)
    this.crypt(dropped, dropped)
  }

  /** Encrypts or decrypts `from` into `to`, which may be the same bytes. */
  crypt(from: Uint8Array, to: Uint8Array): void {
    const state = this.#state
    let i = this.#i
    let j = this.#j
    const bytes = from.length
    let at = 0
    // Unrolled to four bytes per iteration, which takes seven tenths of the time.
    for (const last = bytes - 3; at < last; at += 4) {
      i = (i + 1) & 255
      let a = state[i]
      j = (j + a) & 255
      let b = state[j]
      state[i] = b
      state[j] = a
      to[at] = from[at] ^ state[(a + b) & 255]
      i = (i + 1) & 255
      a = state[i]
      j = (j + a) & 255
      b = state[j]
      state[i] = b
      state[j] = a
      to[at + 1] = from[at + 1] ^ state[(a + b) & 255]
      i = (i + 1) & 255
      a = state[i]
      j = (j + a) & 255
      b = state[j]
      state[i] = b
      state[j] = a
      to[at + 2] = from[at + 2] ^ state[(a + b) & 255]
      i = (i + 1) & 255
      a = state[i]
      j = (j + a) & 255
      b = state[j]
      state[i] = b
      state[j] = a
      to[at + 3] = from[at + 3] ^ state[(a + b) & 255]
    }
    for (; at < bytes; at++) {
      i = (i + 1) & 255
      const a = state[i]
      j = (j + a) & 255
      const b = state[j]
      state[i] = b
      state[j] = a
      to[at] = from[at] ^ state[(a + b) & 255]
    }
    this.#i = i
    this.#j = j
  }
}
