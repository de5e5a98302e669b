import { checkPlugin, type PluginClass } from '../lab/plugin/plugin-check.js'
import { registerPlugin } from '../lab/plugin/register-plugin.js'

/**
 * Adds a policy to those that scenarios may name: a class as a plug-in's file exports it. Returns a
 * function that removes it.
 * @throws PluginError if it is not a usable policy, or its name is taken
 */
export function usePolicy(policy: PluginClass): () => void {
  const file = policy.name || 'policy'
  const source = { file, path: file, paths: [] }
  const plugin = checkPlugin(policy, source, '')
  const { kind, name } = plugin.policy
  // A class has no file whose digest could be kept, and what it closes over is not in its text.
  return registerPlugin({ ...source, kind, name, sha256: '', plugin })
}
