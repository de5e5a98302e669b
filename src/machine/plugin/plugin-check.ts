import { Random } from '../../base/random.js'
import { nearest } from '../../lab/scenario/suggestion.js'
import { DEFAULT_PEER_SETTINGS } from '../../peer/settings.js'
import { type PolicySetting, standardSettings } from '../../policy/catalogue.js'
import {
  type ChokerPlugin,
  type PickerPlugin,
  REQUIRED_METHODS,
} from '../../policy/guard/policy-card.js'
import { messageOf, type PluginName, placeIn } from '../../policy/guard/policy-fault.js'
import { PluginError } from './plugin-error.js'

/** The class that a plug-in exports. */
export type PluginClass = ChokerPlugin | PickerPlugin

type Named = Omit<PluginName, 'kind' | 'name'>

/** Pieces of the torrent that a picker is made for, as a trial. */
const TRIAL_PIECES = 40

/** Checks what a plug-in's module exports, and makes one as a trial; throws a PluginError. */
export function checkPlugin(exported: unknown, file: Named, text: string): PluginClass {
  const found = defaultOf(exported)
  const refuse = (what: string): never => {
    throw new PluginError(`${lineOfExport(file.file, text)}: ${what}`)
  }
  if (typeof found !== 'function') {
    const what = found === undefined ? 'none' : `a ${typeof found}`
    return refuse(`expected a class as the default export, found ${what}`)
  }
  const { policy } = found as { policy?: unknown }
  const wrong = mistakeOfCard(policy)
  if (wrong !== undefined) return refuse(wrong)
  const plugin = found as PluginClass
  let made: object
  try {
    made = trial(plugin)
  } catch (thrown) {
    const place = placeIn(file, thrown) ?? lineOfExport(file.file, text)
    throw new PluginError(`${place}: while one was made: ${messageOf(thrown)}`)
  }
  for (const verb of REQUIRED_METHODS[plugin.policy.kind]) {
    if (typeof (made as Record<string, unknown>)[verb] === 'function') continue
    return refuse(`expected a method "${verb}", which every ${plugin.policy.kind} has; found none`)
  }
  return plugin
}

/** A CommonJS module may be the class itself. */
function defaultOf(exported: unknown): unknown {
  if (typeof exported === 'function') return exported
  return (exported as { default?: unknown } | null)?.default
}

/** Makes one as a swarm would, to see it fail now rather than then. */
function trial(plugin: PluginClass): object {
  const random = new Random('trial', plugin.policy.name)
  const told = standardSettings(plugin.policy.settings ?? {})
  return isChoker(plugin)
    ? new plugin(DEFAULT_PEER_SETTINGS, random, told)
    : new plugin(TRIAL_PIECES, random, told)
}

/** Tells the two kinds apart. */
export function isChoker(plugin: PluginClass): plugin is ChokerPlugin {
  return plugin.policy.kind === 'choker'
}

/** In words, what is wrong with a card; undefined if it is sound. */
function mistakeOfCard(card: unknown): string | undefined {
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
    const expected = 'a name of letters, digits and hyphens that begins with a letter'
    return `policy.name: expected ${expected}, found ${describe(name)}`
  }
  if (typeof about !== 'string' || about.trim() === '') {
    return `policy.about: expected what it does, in a line; found ${describe(about)}`
  }
  if (typeof settings !== 'object' || settings === null) {
    return `policy.settings: expected an object, found ${describe(settings)}`
  }
  for (const [key, setting] of Object.entries(settings)) {
    const wrong = mistakeOfSetting(key, setting)
    if (wrong !== undefined) return `policy.settings.${key}: ${wrong}`
  }
  return undefined
}

function mistakeOfSetting(key: string, setting: Partial<PolicySetting> | null) {
  const { about, kind, standard } = setting ?? {}
  if (key === 'name') return 'expected another key, for "name" is the policy\'s own'
  if (typeof about !== 'string') return `about: expected a text, found ${describe(about)}`
  if (kind !== 'whole' && kind !== 'share') {
    return `kind: expected "whole" or "share", found ${describe(kind)}`
  }
  const fits = typeof standard === 'number' && standard >= 0
  if (kind === 'whole' && fits && Number.isInteger(standard) && standard >= 1) return undefined
  if (kind === 'share' && fits && standard <= 1) return undefined
  const expected = kind === 'whole' ? 'a whole number above 0' : 'a number from 0 to 1'
  return `standard: expected ${expected}, found ${describe(standard)}`
}

function describe(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'string' || typeof value === 'number'
    ? JSON.stringify(value)
    : `a ${typeof value}`
}

/** The file with the line of its default export, if it has one in so many words. */
function lineOfExport(file: string, text: string): string {
  const line = text.split('\n').findIndex((one) => /^export default|^module\.exports/.test(one))
  return line < 0 ? file : `${file}:${line + 1}`
}
