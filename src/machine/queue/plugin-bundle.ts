import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { decision } from '../../policy/guard/decision.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { PluginUse } from '../plugin/plugins.js'
import { pluginsOf } from '../plugin/used-plugin.js'

/** The complete source of the plug-ins that a run needs, since a worker has none of our files. */
export interface PluginBundle {
  readonly budgetSeconds: number
  readonly plugins: readonly BundledPlugin[]
}

interface BundledPlugin {
  readonly sha256: string
  /** The plug-in's own file first; paths are relative to the deepest folder that holds them all. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** Bundles the plug-ins of this thread that these settings use; undefined if they use none. */
export function bundlePlugins({ groups }: SwarmSettings): PluginBundle | undefined {
  const used = new Set(pluginsOf(groups).map(({ sha256 }) => sha256))
  const plugins = decision.plugins.filter(({ sha256 }) => used.has(sha256))
  if (plugins.length === 0) return undefined
  return {
    budgetSeconds: decision.budgetSeconds,
    plugins: plugins.map(({ sha256, path, paths }) => {
      const all = [path, ...paths.filter((other) => other !== path)]
      const top = commonFolder(all)
      const files = all.map((one) => ({
        path: relative(top, one).replaceAll(sep, '/'),
        text: readFileSync(one, 'utf8'),
      }))
      return { sha256, files }
    }),
  }
}

/**
 * Writes bundled plug-ins into a folder and returns how to use them there.
 * @throws Error if a path leaves the folder
 */
export function unpackPlugins({ budgetSeconds, plugins }: PluginBundle, folder: string): PluginUse {
  const files = plugins.map(({ sha256, files: bundled }) => {
    const own = resolve(folder, sha256)
    if (dirname(own) !== resolve(folder)) throw new Error(`not a plug-in digest: ${sha256}`)
    for (const { path, text } of bundled) {
      const target = resolve(own, path)
      if (!target.startsWith(own + sep)) throw new Error(`plug-in path leaves its folder: ${path}`)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text)
    }
    return { file: join(own, bundled[0].path), sha256 }
  })
  return { files, budgetSeconds }
}

/** Returns the deepest folder that contains all these files. */
function commonFolder(paths: readonly string[]): string {
  let top = dirname(paths[0])
  while (!paths.every((path) => path.startsWith(top.endsWith(sep) ? top : top + sep))) {
    top = dirname(top)
  }
  return top
}
