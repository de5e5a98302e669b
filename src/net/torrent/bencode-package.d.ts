// The bencode package has no types of its own; this is the part of it that is used.
declare module 'bencode' {
  const bencode: {
    /** Texts come back as bytes. Trusts its input: see bencode.ts for the door. */
    decode(data: Uint8Array): unknown
    encode(value: unknown): Uint8Array
  }
  export default bencode
}
