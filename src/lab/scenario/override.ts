import { describeFound, parsePath, type ScenarioPath } from './error.js'
import { type Place, placeAt, suggestKey } from './key.js'
import { currentPath, renameOldKeys } from './renamed-key.js'
import { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'

/**
 * Returns a copy of a scenario document, changed by `path=value` texts such as
 * `groups.leechers.count=50`. A value that is not JSON is a text. Throws a ScenarioError for an
 * unknown path; the values themselves are checked later.
 */
export function applyOverrides(json: unknown, sets: readonly string[]): unknown {
  const source = new ScenarioSource(JSON.stringify(json), '--set')
  overrideSource(source, sets)
  return source.json
}

/** Changes a source's document in place, and marks what came from the command line. */
export function overrideSource(source: ScenarioSource, sets: readonly string[]): void {
  // A current name on the command line must meet the current name in the document.
  renameOldKeys(source)
  for (const set of sets) {
    const equals = set.indexOf('=')
    const path = currentPath(parsePath(set.slice(0, Math.max(0, equals))), source)
    if (equals < 1 || path.some((key) => key === '')) {
      const found = describeFound(set)
      source.markSet([])
      source.report([], { expected: 'path=value, e.g. groups.leechers.count=50', found })
    } else {
      override(source, path, parseValue(set.slice(equals + 1)))
    }
  }
  // A value may be an object with old names in it.
  renameOldKeys(source)
  source.throwIfAny()
}

/** Sets a top-level key of a document from the option of the same name, such as `--until`. */
export function setByOption(source: ScenarioSource, key: 'seed' | 'until', value: unknown): void {
  Object.assign(source.json as object, { [key]: value })
  source.markSet([key], `--${key}`)
}

/** Parses a value from the command line: JSON, or else a text. */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function override(source: ScenarioSource, path: ScenarioPath, value: unknown): void {
  for (let depth = 0; depth < path.length; depth++) {
    if (!enter(source, path, depth)) return
  }
  const parent = source.valueAt(path.slice(0, -1)) as Record<string | number, unknown>
  parent[path[path.length - 1]] = value
  source.markSet(path)
}

/** Checks that the key at a depth is known, and creates the object that holds it. */
function enter(source: ScenarioSource, path: ScenarioPath, depth: number): boolean {
  const above = path.slice(0, depth)
  const key = path[depth]
  const place = placeAt(above, source.json)
  const present = source.valueAt(above)
  if (!place || !isKnown(place, key, present)) {
    source.markSet(path.slice(0, depth + 1))
    source.report(path.slice(0, depth + 1), unknownKeyIssue(place, key, present))
    return false
  }
  if (typeof present !== 'object' || present === null) {
    // A name becomes an object that keeps it: "access": "adsl" becomes {"preset": "adsl"}.
    const isText = typeof present === 'string'
    const kept = isText
      ? ['preset', 'name', 'kind'].find((word) => place.keys.includes(word))
      : undefined
    const parent = source.valueAt(above.slice(0, -1)) as Record<string | number, unknown>
    parent[above[above.length - 1]] = kept === undefined ? {} : { [kept]: present }
    source.markSet(above)
  }
  return true
}

function isKnown(place: Place, key: string | number, present: unknown): boolean {
  if (typeof key === 'number') return place.list && Array.isArray(present) && key < present.length
  // A misspelt group would silently become a new one.
  if (place.named)
    return typeof present === 'object' && present !== null && Object.hasOwn(present, key)
  return place.keys.includes(key)
}

function unknownKeyIssue(place: Place | undefined, key: string | number, present: unknown) {
  const found = typeof key === 'number' ? String(key) : `"${key}"`
  if (place?.list && Array.isArray(present)) {
    const last = present.length - 1
    return {
      expected: last < 0 ? 'no index, as the list is empty' : `an index from 0 to ${last}`,
      found,
    }
  }
  if (place?.list) return { expected: 'the whole list, as there is none yet', found }
  const names = place?.named && present ? Object.keys(present) : (place?.keys ?? [])
  if (names.length === 0) return { expected: 'no key below this value', found }
  const suggestion = place?.named ? nearest(String(key), names) : suggestKey(String(key), names)
  const listsAll = suggestion === undefined && names.length <= 8
  const noun = place?.named ? 'the name of a group' : 'a known key'
  return { expected: listsAll ? `one of ${names.join(', ')}` : noun, found, suggestion }
}
