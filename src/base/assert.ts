/**
 * Throws if `holds` is false: for bugs of our own, which no input, neighbour or network can cause.
 * The message names the value and the limit.
 */
export function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(`Broken invariant: ${message}`)
}
