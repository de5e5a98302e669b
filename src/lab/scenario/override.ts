import { describeFound, type ScenarioPath } from './error.js'
import { meantKey, type Place, placeAt } from './key.js'
import { ScenarioSource } from './source.js'
import { nearest } from './suggestion.js'

/**
 * A copy of a scenario's document, changed by `path=value` texts such as
 * `groups.leechers.count=50`. A value that is no JSON is a text. Throws a ScenarioError for a
 * path that the language does not have; the values themselves are checked later.
 */
export function applyOverrides(json: unknown, sets: readonly string[]): unknown {
  const source = new ScenarioSource(JSON.stringify(json), '--set')
  overrideSource(source, sets)
  return source.json
}

/** Changes a source's document in place, and marks what came from the command line. */
export function overrideSource(source: ScenarioSource, sets: readonly string[]): void {
  for (const set of sets) {
    const equals = set.indexOf('=')
    const path = parsePath(set.slice(0, Math.max(0, equals)))
    if (equals < 1 || path.some((key) => key === '')) {
      const found = describeFound(set)
      source.markSet([])
      source.report([], { expected: 'path=value, e.g. groups.leechers.count=50', found })
    } else {
      override(source, path, parseValue(set.slice(equals + 1)))
    }
  }
  source.throwIfAny()
}

/** Sets a key at the top of a document, for the option that is named like it: `--until`. */
export function setByOption(source: ScenarioSource, key: 'seed' | 'until', value: unknown): void {
  Object.assign(source.json as object, { [key]: value })
  source.markSet([key], `--${key}`)
}

/** Reads `events[0].at` or `events.0.at`. */
function parsePath(text: string): (string | number)[] {
  const dotted = text.trim().replaceAll(/\[(\d+)\]/g, '.$1')
  return dotted.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key))
}

/** What a text on the command line stands for: JSON, or else itself. */
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

/** Makes sure that the key at a depth may be set, and that something to set it in is there. */
function enter(source: ScenarioSource, path: ScenarioPath, depth: number): boolean {
  const above = path.slice(0, depth)
  const key = path[depth]
  const place = placeAt(above, source.json)
  const present = source.valueAt(above)
  if (!place || !mayHave(place, key, present)) {
    source.markSet(path.slice(0, depth + 1))
    source.report(path.slice(0, depth + 1), complaint(place, key, present))
    return false
  }
  if (typeof present !== 'object' || present === null) {
    // "access": "adsl" becomes an object that begins with that preset still; so the names of
    // pickers and models.
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

function mayHave(place: Place, key: string | number, present: unknown): boolean {
  if (typeof key === 'number') return place.list && Array.isArray(present) && key < present.length
  // A misspelt group would silently become one more group.
  if (place.named)
    return typeof present === 'object' && present !== null && Object.hasOwn(present, key)
  return place.keys.includes(key)
}

function complaint(place: Place | undefined, key: string | number, present: unknown) {
  const found = typeof key === 'number' ? String(key) : `"${key}"`
  if (place?.list && Array.isArray(present)) {
    const last = present.length - 1
    return { expected: last < 0 ? 'nothing in an empty list' : `an index from 0 to ${last}`, found }
  }
  if (place?.list) return { expected: 'the whole list, for there is none yet', found }
  const names = place?.named && present ? Object.keys(present) : (place?.keys ?? [])
  if (names.length === 0) return { expected: 'nothing below this', found }
  const suggestion = place?.named ? nearest(String(key), names) : meantKey(String(key), names)
  const few = suggestion === undefined && names.length <= 8
  const noun = place?.named ? 'the name of a group' : 'a known key'
  return { expected: few ? `one of ${names.join(', ')}` : noun, found, suggestion }
}
