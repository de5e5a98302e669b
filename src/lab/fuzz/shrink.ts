import { ScenarioError } from '../scenario/error.js'
import type { Document } from './random-scenario.js'

/** Keys without which no document is a scenario. */
const REQUIRED = ['version', 'name']

/** The least number other than 0 that a smaller scenario has. */
const LEAST = 1e-3

type Json = unknown

/** An object or a list of a document. */
type Branch = Record<string | number, Json>

/**
 * Returns the smallest scenario found that still fails, by delta debugging: it removes groups,
 * events and keys, and makes numbers smaller and rounder, until nothing helps any more or `budget`
 * trials are spent (Zeller and Hildebrandt 2002, "Simplifying and isolating failure-inducing
 * input"). `fails` runs a scenario; one that is not valid does not fail.
 */
export function shrink(
  document: Document,
  fails: (candidate: Document) => boolean,
  budget: number,
): Document {
  let smallest = document
  let left = budget
  const stillFails = (candidate: Document): boolean => {
    if (left <= 0) return false
    left--
    try {
      return fails(candidate)
    } catch (error) {
      if (error instanceof ScenarioError) return false
      throw error
    }
  }
  for (let improved = true; improved && left > 0; ) {
    improved = false
    // Each success changes the document, so the candidates after it are drawn from the new one.
    for (let at = 0; left > 0; ) {
      const candidates = [...candidatesOf(smallest)]
      const next = candidates.findIndex((candidate, i) => i >= at && stillFails(candidate))
      if (next < 0) break
      smallest = candidates[next]
      at = next
      improved = true
    }
  }
  return smallest
}

/** Yields every simpler document, the greatest steps first. */
function* candidatesOf(document: Document): Generator<Document> {
  for (const path of pathsOf(document)) {
    if (path.length === 1 && REQUIRED.includes(String(path[0]))) continue
    yield changed(document, path, undefined) as Document
  }
  for (const path of pathsOf(document)) {
    for (const value of simpler(valueAt(document, path), path)) {
      yield changed(document, path, value) as Document
    }
  }
}

type Path = readonly (string | number)[]

/** All places of a document, outer ones first. */
function pathsOf(document: Json): Path[] {
  const found: Path[] = []
  let level: { path: Path; value: Json }[] = [{ path: [], value: document }]
  while (level.length > 0) {
    const next: typeof level = []
    for (const { path, value } of level) {
      if (path.length > 0) found.push(path)
      if (typeof value !== 'object' || value === null) continue
      for (const [key, inner] of Object.entries(value)) {
        next.push({ path: [...path, Array.isArray(value) ? Number(key) : key], value: inner })
      }
    }
    level = next
  }
  return found
}

function valueAt(document: Json, path: Path): Json {
  return path.reduce<Json>((value, key) => (value as Branch)[key], document)
}

/** Returns a copy with another value at the path; undefined removes the key. */
function changed(document: Json, [key, ...rest]: Path, value: Json): Json {
  const copy = (Array.isArray(document) ? [...document] : { ...(document as Branch) }) as Branch
  if (rest.length > 0) copy[key] = changed(copy[key], rest, value)
  else if (value !== undefined) copy[key] = value
  else if (Array.isArray(copy)) copy.splice(Number(key), 1)
  else delete copy[key]
  return copy
}

/** Simpler values in place of one: a smaller or rounder number, a name in place of an object. */
function* simpler(value: Json, path: Path): Generator<Json> {
  const key = path.at(-1)
  if (key === 'version') return
  if (typeof value === 'number') {
    const isWhole = Number.isInteger(value)
    const half = isWhole ? Math.floor(value / 2) : Number((value / 2).toPrecision(2))
    const round = Number(value.toPrecision(1))
    for (const one of new Set([...whole(key, value), half, round])) {
      // Halves of halves would go on for ever.
      const isProgress = one !== value && (one === 0 || one >= LEAST)
      // A rounder number must not grow for ever, nor a torrent fall below a block.
      if (isProgress && (one < value || String(one).length < String(value).length)) yield one
    }
  }
  if (typeof value === 'object' && value !== null && 'name' in value) yield value.name
  if (typeof value === 'object' && value !== null && 'kind' in value) yield value.kind
}

/** Numbers that read better than a half: small ones, and whole blocks of a torrent. */
function whole(key: string | number | undefined, value: number): number[] {
  if (key === 'pieceLength' || key === 'size') {
    return [16_384, Math.max(1, Math.floor(value / 32_768)) * 16_384]
  }
  return [0, 1, 2]
}
