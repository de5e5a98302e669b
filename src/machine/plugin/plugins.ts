import { PluginError } from '../../lab/plugin/plugin-error.js'
import { registerPlugin } from '../../lab/plugin/register-plugin.js'
import { refuseUnknownOptions } from '../../lab/scenario/suggestion.js'
import { decision } from '../../policy/guard/decision.js'
import { loadPlugin } from './plugin-file.js'

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
