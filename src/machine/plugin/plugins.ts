import { refuseUnknownOptions } from '../../lab/scenario/suggestion.js'
import {
  CHOKERS,
  type ChokerEntry,
  defaultSettings,
  PICKERS,
  type PickerEntry,
  registerChoker,
  registerPicker,
} from '../../policy/catalogue.js'
import { decision } from '../../policy/guard/decision.js'
import { construct, GuardedChoker, GuardedPicker } from '../../policy/guard/guarded-policy.js'
import type { ChokerPlugin, PickerPlugin } from '../../policy/guard/policy-card.js'
import { isChoker } from './plugin-check.js'
import { PluginError } from './plugin-error.js'
import { type LoadedPlugin, loadPlugin } from './plugin-file.js'

/** Which plug-ins to use, and their decision budget: plain data that other threads can receive. */
export interface PluginUse {
  /** Each file with its expected digest, if there is one. */
  readonly files: readonly { readonly file: string; readonly sha256?: string }[]
  /** Real-time limit for one policy decision, seconds. */
  readonly budgetSeconds?: number | undefined
}

const USE = { files: true, budgetSeconds: true } as const satisfies Record<keyof PluginUse, true>
const FILE = { file: true, sha256: true } as const satisfies Record<
  keyof PluginUse['files'][number],
  true
>

/**
 * Loads plug-ins and adds them to the catalogue of this thread. Returns a function that removes
 * them.
 * @throws PluginError if one cannot be used or has changed; then none is added
 */
export function usePlugins(use: PluginUse): () => void {
  refuseUnknownOptions('usePlugins', use, USE)
  for (const file of use.files) refuseUnknownOptions('usePlugins', file, FILE)
  const { budgetSeconds } = decision
  const removals: (() => void)[] = []
  const remove = () => {
    for (const one of removals.splice(0)) one()
    decision.budgetSeconds = budgetSeconds
  }
  decision.budgetSeconds = use.budgetSeconds ?? budgetSeconds
  try {
    for (const { file, sha256 } of use.files) {
      const loaded = loadPlugin(file, decision.budgetSeconds)
      if (sha256 !== undefined && sha256 !== loaded.sha256) {
        throw new PluginError(`${file}: changed since the run began; start the run again`)
      }
      removals.push(registerPlugin(loaded))
    }
  } catch (error) {
    remove()
    throw error
  }
  return remove
}

function registerPlugin(loaded: LoadedPlugin): () => void {
  const { kind, name, file, plugin } = loaded
  const entries = kind === 'choker' ? CHOKERS : PICKERS
  if (Object.hasOwn(entries, name)) {
    const other = entries[name].plugin?.file
    const taken = other === undefined ? `a built-in ${kind}` : `the ${kind} in ${other}`
    throw new PluginError(
      `${file}: policy.name: "${name}" is already the name of ${taken}; choose another`,
    )
  }
  const remove = isChoker(plugin)
    ? registerChoker(name, chokerEntry(loaded, plugin))
    : registerPicker(name, pickerEntry(loaded, plugin))
  decision.plugins = [...decision.plugins, loaded]
  return () => {
    decision.plugins = decision.plugins.filter((one) => one !== loaded)
    remove()
  }
}

function chokerEntry(loaded: LoadedPlugin, plugin: ChokerPlugin): ChokerEntry {
  const { about, settings } = plugin.policy
  const defaults = defaultSettings(settings ?? {})
  return {
    about,
    source: loaded.file,
    ...(settings === undefined ? {} : { settings }),
    plugin: { file: loaded.file, sha256: loaded.sha256 },
    make: (peerSettings, random, values, peer) => {
      const owner = { plugin: loaded, peer }
      const all = { ...defaults, ...values }
      return new GuardedChoker(
        owner,
        construct(owner, () => new plugin(peerSettings, random, all)),
      )
    },
  }
}

function pickerEntry(loaded: LoadedPlugin, plugin: PickerPlugin): PickerEntry {
  const { about, settings = {} } = plugin.policy
  const defaults = defaultSettings(settings)
  return {
    about,
    source: loaded.file,
    settings,
    isOracle: false,
    plugin: { file: loaded.file, sha256: loaded.sha256 },
    make: (pieceCount, random, values, _copies, peer) => {
      const owner = { plugin: loaded, peer }
      const all = { ...defaults, ...values }
      return new GuardedPicker(
        owner,
        construct(owner, () => new plugin(pieceCount, random, all)),
      )
    },
  }
}
