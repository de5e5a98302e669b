import {
  CHOKERS,
  type ChokerEntry,
  defaultSettings,
  PICKERS,
  type PickerEntry,
  type PluginStamp,
  registerChoker,
  registerPicker,
} from '../../policy/catalogue.js'
import { decision } from '../../policy/guard/decision.js'
import { construct, GuardedChoker, GuardedPicker } from '../../policy/guard/guarded-policy.js'
import type { ChokerPlugin, PickerPlugin } from '../../policy/guard/policy-card.js'
import type { PluginName } from '../../policy/guard/policy-fault.js'
import { isChoker, type PluginClass } from './plugin-check.js'
import { PluginError } from './plugin-error.js'

/** A plug-in that passed all checks. */
export interface LoadedPlugin extends PluginName, PluginStamp {
  readonly plugin: PluginClass
}

/**
 * Adds a plug-in to the catalogue of this thread. Returns a function that removes it.
 * @throws PluginError if the name is taken
 */
export function registerPlugin(loaded: LoadedPlugin): () => void {
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
