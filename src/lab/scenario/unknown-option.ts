import { nearest } from './suggestion.js'

/**
 * Throws a TypeError if an options object has a key that its function does not know: a mistyped
 * option would do nothing, in silence.
 */
export function refuseUnknownOptions(
  called: string,
  options: object,
  known: Readonly<Record<string, true>>,
): void {
  const names = Object.keys(known)
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key))
  if (unknown === undefined) return
  const near = nearest(unknown, names)
  const hint = near === undefined ? `there is ${names.join(', ')}` : `did you mean "${near}"?`
  throw new TypeError(`${called}: unknown option "${unknown}"; ${hint}`)
}
