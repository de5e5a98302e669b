// The bencode package has no types of its own; this is the part of it that is used.
declare module 'bencode' {
  const bencode: {
    /** Returns strings as bytes. It trusts its input, which bencode.ts validates first. */
    decode(data: Uint8Array): unknown
    encode(value: unknown): Uint8Array
  }
  export default bencode
}
