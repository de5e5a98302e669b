/** The key of an object that stands for a number JSON cannot write. */
const KEY = '$number'

/**
 * Converts plain data for JSON and preserves every number bit for bit: an infinity becomes
 * `{"$number": "Infinity"}`. Keys whose value is undefined are left out.
 * @throws TypeError on anything but plain data, which would not survive the way back
 */
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return encodeNumber(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`expected plain data, found ${String(value)}`)
  }
  if (Object.hasOwn(value, KEY)) throw new TypeError(`plain data must not have a key "${KEY}"`)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.map(([key, inner]) => [key, toJson(inner)]))
}

/** Restores what `toJson` was given. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  if (KEY in value) return Number(value[KEY])
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]))
}

/** JSON has no infinities and no NaN, and forgets the sign of a zero. */
function encodeNumber(value: number) {
  if (Object.is(value, -0)) return { [KEY]: '-0' }
  return Number.isFinite(value) ? value : { [KEY]: String(value) }
}
