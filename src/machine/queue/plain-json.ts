/** How a number is spelt that JSON has no word for. */
const KEY = '$number'
const SPELT: readonly number[] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]

/**
 * Plain data as JSON has it, every number bit for bit: an infinity is `{"$number": "Infinity"}`.
 * Of objects, keys that are undefined are left out.
 * @throws TypeError on what is no plain data, which would not come back the same
 */
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? withZero(value) : spelt(value)
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(`no plain data: ${String(value)}`)
  }
  if (Object.hasOwn(value, KEY)) throw new TypeError(`"${KEY}" is no key of plain data`)
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.map(([key, inner]) => [key, toJson(inner)]))
}

/** What `toJson` was told. */
export function fromJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJson)
  if (typeof value !== 'object' || value === null) return value
  if (KEY in value) return Number(value[KEY])
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fromJson(inner)]))
}

function spelt(value: number) {
  return { [KEY]: String(SPELT.find((other) => Object.is(other, value))) }
}

/** JSON forgets the sign of a zero. */
function withZero(value: number) {
  return Object.is(value, -0) ? { [KEY]: '-0' } : value
}
