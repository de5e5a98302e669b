/** A value of JSON, with Infinity. */
type Value = unknown

/** Changes of a tree of plain objects and arrays: where, and the value that stands there then. */
export type Patch = readonly (readonly [path: readonly (string | number)[], value: Value])[]

/** Returns the changes that make one value of another. */
export function patchBetween(from: Value, to: Value): Patch {
  if (Object.is(from, to)) return []
  if (!isTree(from) || !isTree(to) || !hasSameKeys(from, to)) return [[[], to]]
  return Object.keys(to).flatMap((key) =>
    patchBetween(from[key], to[key]).map(([path, value]) => [[key, ...path], value] as const),
  )
}

/** Returns a value with changes made; the value itself stays as it was. */
export function patched<T>(value: T, patch: Patch): T {
  return patch.reduce<T>((result, [path, to]) => withValue(result, path, to) as T, value)
}

type Tree = Readonly<Record<string, Value>>

function isTree(value: Value): value is Tree {
  return typeof value === 'object' && value !== null
}

/** Whether both are objects of the same keys, or arrays of the same length. */
function hasSameKeys(a: Tree, b: Tree): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false
  return Object.keys(a).join('\n') === Object.keys(b).join('\n')
}

function withValue(value: Value, path: readonly (string | number)[], to: Value): Value {
  if (path.length === 0) return to
  const [key, ...rest] = path
  if (!isTree(value)) throw new TypeError(`nothing has a key "${key}"`)
  const inner = withValue(value[key], rest, to)
  if (Array.isArray(value)) return value.with(Number(key), inner)
  return { ...value, [key]: inner }
}
