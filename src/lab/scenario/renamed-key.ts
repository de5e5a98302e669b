import { formatPath, parsePath, type ScenarioPath } from './error.js'
import type { ScenarioSource } from './source.js'

/** A key that has another name now, and the objects that have it. */
interface RenamedKey {
  readonly old: string
  readonly current: string
  /** Whether the object at a path has this key. */
  isIn(path: ScenarioPath): boolean
}

/** Every renamed key of the scenario language. The old names keep working, with a hint. */
const RENAMED: readonly RenamedKey[] = [
  {
    old: 'conduct',
    current: 'behaviour',
    isIn: (path) => isPeer(path) || isGroup(path),
  },
]

const isPeer = (path: ScenarioPath) => path.length === 1 && path[0] === 'peer'
const isGroup = (path: ScenarioPath) => path.length === 2 && path[0] === 'groups'

/**
 * Gives every renamed key of a document its current name, and notes a hint for each. Reports an
 * object that has both names.
 */
export function renameOldKeys(source: ScenarioSource): void {
  const groups = Object.keys(source.valueAt(['groups']) ?? {})
  renameIn(['peer'], source)
  for (const name of groups) renameIn(['groups', name], source)
}

function renameIn(path: ScenarioPath, source: ScenarioSource): void {
  const object = source.valueAt(path)
  if (typeof object !== 'object' || object === null) return
  for (const { old, current, isIn } of RENAMED) {
    if (!isIn(path) || !Object.hasOwn(object, old)) continue
    if (Object.hasOwn(object, current)) {
      const expected = `"${current}" alone, as "${old}" is its old name`
      source.report([...path, old], { expected, found: 'both', atKey: true })
    } else {
      source.renameKey(path, old, current)
      source.hint(renameHint(old, current))
    }
  }
}

/** The current form of a path from the command line; an old key in it is noted as a hint. */
export function currentPath(path: ScenarioPath, source: ScenarioSource): ScenarioPath {
  return path.map((key, depth) => {
    const renamed = RENAMED.find(({ old, isIn }) => old === key && isIn(path.slice(0, depth)))
    if (renamed === undefined) return key
    source.hint(renameHint(renamed.old, renamed.current))
    return renamed.current
  })
}

/**
 * Gives renamed keys their current names in the paths of a sweep file: in `set`, `grid` and the
 * entries of `list`. Reports a part that has a path under both names.
 */
export function renameOldPaths(source: ScenarioSource): void {
  const list = source.valueAt(['list'])
  const entries = Array.isArray(list) ? list.map((_, i) => ['list', i]) : []
  for (const part of [['set'], ['grid'], ...entries]) {
    const values = source.valueAt(part)
    if (typeof values !== 'object' || values === null) continue
    for (const old of Object.keys(values)) {
      const current = formatPath(currentPath(parsePath(old), source))
      if (current === formatPath(parsePath(old))) continue
      if (Object.hasOwn(values, current)) {
        const expected = `"${current}" alone, as "${old}" is its old name`
        source.report([...part, old], { expected, found: 'both', atKey: true })
      } else source.renameKey(part, old, current)
    }
  }
}

function renameHint(old: string, current: string): string {
  return `the key "${old}" is now called "${current}"; the old name still works`
}
