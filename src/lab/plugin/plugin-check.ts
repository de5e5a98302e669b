import { Random } from '../../base/random.js'
import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import { defaultSettings, type PolicySetting } from '../../policy/catalogue.js'
import {
  type ChokerPlugin,
  type PickerPlugin,
  REQUIRED_METHODS,
} from '../../policy/guard/policy-card.js'
import { messageOf, type PluginName, placeIn } from '../../policy/guard/policy-fault.js'
import { nearest } from '../scenario/suggestion.js'
import { PluginError } from './plugin-error.js'

/** The class that a plug-in exports. */
export type PluginClass = ChokerPlugin | PickerPlugin

type Named = Omit<PluginName, 'kind' | 'name'>

/** The number of pieces that a picker is constructed for as a trial. */
const TRIAL_PIECES = 40

/**
 * Checks what a plug-in's module exports, and constructs the policy as a trial.
 * @throws PluginError if it is not a usable policy
 */
export function checkPlugin(exported: unknown, file: Named, text: string): PluginClass {
  const found = defaultExport(exported)
  const refuse = (problem: string): never => {
    throw new PluginError(`${exportLocation(file.file, text)}: ${problem}`)
  }
  if (typeof found !== 'function') {
    return refuse(`expected a class as the default export, found ${describe(found)}`)
  }
  const { policy } = found as { policy?: unknown }
  const problem = cardProblem(policy)
  if (problem !== undefined) return refuse(problem)
  const plugin = found as PluginClass
  let instance: object
  try {
    instance = constructTrial(plugin)
  } catch (thrown) {
    const place = placeIn(file, thrown) ?? exportLocation(file.file, text)
    throw new PluginError(`${place}: the constructor failed: ${messageOf(thrown)}`)
  }
  for (const method of REQUIRED_METHODS[plugin.policy.kind]) {
    if (typeof (instance as Record<string, unknown>)[method] === 'function') continue
    return refuse(`a ${plugin.policy.kind} needs a method "${method}", found none`)
  }
  const outdated = signatureProblem(instance)
  if (outdated !== undefined) return refuse(outdated)
  return plugin
}

/** Returns the default export; a CommonJS module may itself be the class. */
function defaultExport(exported: unknown): unknown {
  if (typeof exported === 'function') return exported
  return (exported as { default?: unknown } | null)?.default
}

/** Constructs a policy as a swarm would, so that it fails now rather than during a run. */
function constructTrial(plugin: PluginClass): object {
  const random = new Random('trial', plugin.policy.name)
  const values = defaultSettings(plugin.policy.settings ?? {})
  return isChoker(plugin)
    ? new plugin(DEFAULT_PEER_SETTINGS, random, values)
    : new plugin(TRIAL_PIECES, random, values)
}

/** Describes what is wrong with a choker of the old signature; undefined for any other policy. */
function signatureProblem(instance: object): string | undefined {
  const { rechoke } = instance as { rechoke?: (...values: unknown[]) => void }
  if (rechoke === undefined || rechoke.length <= 1) return undefined
  const expected = 'rechoke({ now, links, unchoked, timed, recorder })'
  const found = `${rechoke.length} arguments`
  return `expected "rechoke" to take one object, found ${found}; write: ${expected}`
}

/** Returns whether a plug-in is a choker rather than a picker. */
export function isChoker(plugin: PluginClass): plugin is ChokerPlugin {
  return plugin.policy.kind === 'choker'
}

/** Says what is wrong with a policy card; undefined if nothing is. */
function cardProblem(card: unknown): string | undefined {
  if (typeof card !== 'object' || card === null) {
    const example = '{ kind: "choker", name: "my-choker", about: "..." }'
    return `expected a static "policy" such as ${example}, found ${describe(card)}`
  }
  const { kind, name, about, settings = {} } = card as Record<string, unknown>
  if (kind !== 'choker' && kind !== 'picker') {
    const near = typeof kind === 'string' ? nearest(kind, ['choker', 'picker']) : undefined
    const hint = near === undefined ? '' : `; did you mean "${near}"?`
    return `policy.kind: expected "choker" or "picker", found ${describe(kind)}${hint}`
  }
  if (typeof name !== 'string' || !/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) {
    const expected = 'letters, digits and hyphens, beginning with a letter'
    return `policy.name: expected ${expected}, found ${describe(name)}`
  }
  if (typeof about !== 'string' || about.trim() === '') {
    return `policy.about: expected one line on what it does, found ${describe(about)}`
  }
  if (typeof settings !== 'object' || settings === null) {
    return `policy.settings: expected an object, found ${describe(settings)}`
  }
  for (const [key, setting] of Object.entries(settings)) {
    const problem = settingProblem(key, setting)
    if (problem !== undefined) return `policy.settings.${key}: ${problem}`
  }
  return undefined
}

function settingProblem(key: string, setting: Partial<PolicySetting> | null) {
  const { about, kind, default: given } = setting ?? {}
  if (key === 'name') return 'expected another key, since "name" is reserved'
  if (typeof about !== 'string') return `about: expected a string, found ${describe(about)}`
  if (kind !== 'whole' && kind !== 'share') {
    return `kind: expected "whole" or "share", found ${describe(kind)}`
  }
  const fits = typeof given === 'number' && given >= 0
  if (kind === 'whole' && fits && Number.isInteger(given) && given >= 1) return undefined
  if (kind === 'share' && fits && given <= 1) return undefined
  const expected = kind === 'whole' ? 'a whole number above 0' : 'a number from 0 to 1'
  return `default: expected ${expected}, found ${describe(given)}`
}

function describe(value: unknown): string {
  if (value === undefined) return 'none'
  if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value)
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** Returns the file, with the line of its default export where the text shows one. */
function exportLocation(file: string, text: string): string {
  const line = text.split('\n').findIndex((one) => /^export default|^module\.exports/.test(one))
  return line < 0 ? file : `${file}:${line + 1}`
}
