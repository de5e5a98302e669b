/**
 * Stops the program at a bug of ours: a state that no input, neighbour or network can cause.
 * The message names the value and the limit.
 */
export function assert(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(`Broken invariant: ${message}`)
}
