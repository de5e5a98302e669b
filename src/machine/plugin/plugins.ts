import {
  CHOKERS,
  type ChokerEntry,
  PICKERS,
  type PickerEntry,
  registerChoker,
  registerPicker,
  standardSettings,
} from '../../policy/catalogue.js'
import { decision } from '../../policy/guard/decision.js'
import { construct, GuardedChoker, GuardedPicker } from '../../policy/guard/guarded-policy.js'
import type { ChokerPlugin, PickerPlugin } from '../../policy/guard/policy-card.js'
import { isChoker } from './plugin-check.js'
import { PluginError } from './plugin-error.js'
import { type LoadedPlugin, loadPlugin } from './plugin-file.js'

/** Plug-ins and how they are watched: plain data, so that another thread can do the same. */
export interface PluginUse {
  /** Files, each with what it is known to hold, if that is known. */
  readonly files: readonly { readonly file: string; readonly sha256?: string }[]
  /** How long each may take to decide, seconds of the wall. */
  readonly budgetSeconds?: number | undefined
}

/**
 * Loads plug-ins and adds them to the catalogue of this thread; what is returned takes them out.
 * @throws PluginError if one cannot be used, or has changed; then none is added
 */
export function usePlugins(use: PluginUse): () => void {
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
        throw new PluginError(`${file}: has changed since the run began`)
      }
      removals.push(enlisted(loaded))
    }
  } catch (error) {
    remove()
    throw error
  }
  return remove
}

function enlisted(loaded: LoadedPlugin): () => void {
  const { kind, name, file, plugin } = loaded
  const entries = kind === 'choker' ? CHOKERS : PICKERS
  if (Object.hasOwn(entries, name)) {
    const by = entries[name].plugin?.file ?? 'this program'
    throw new PluginError(`${file}: the name "${name}" is taken by a ${kind} of ${by}`)
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
  const standard = standardSettings(settings ?? {})
  return {
    about,
    source: loaded.file,
    ...(settings === undefined ? {} : { settings }),
    plugin: { file: loaded.file, sha256: loaded.sha256 },
    make: (peerSettings, random, told, peer) => {
      const holder = { plugin: loaded, peer }
      const all = { ...standard, ...told }
      return new GuardedChoker(
        holder,
        construct(holder, () => new plugin(peerSettings, random, all)),
      )
    },
  }
}

function pickerEntry(loaded: LoadedPlugin, plugin: PickerPlugin): PickerEntry {
  const { about, settings = {} } = plugin.policy
  const standard = standardSettings(settings)
  return {
    about,
    source: loaded.file,
    settings,
    isOracle: false,
    plugin: { file: loaded.file, sha256: loaded.sha256 },
    make: (pieceCount, random, told, _copies, peer) => {
      const holder = { plugin: loaded, peer }
      const all = { ...standard, ...told }
      return new GuardedPicker(
        holder,
        construct(holder, () => new plugin(pieceCount, random, all)),
      )
    },
  }
}
