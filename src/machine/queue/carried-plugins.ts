import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { decision } from '../../policy/guard/decision.js'
import type { SwarmSettings } from '../../sim/settings.js'
import type { PluginUse } from '../plugin/plugins.js'
import { pluginsOf } from '../plugin/used-plugin.js'

/** The plug-ins that a cell's peers have, in full: a worker has no files of ours. */
export interface CarriedPlugins {
  readonly budgetSeconds: number
  readonly plugins: readonly CarriedPlugin[]
}

interface CarriedPlugin {
  readonly sha256: string
  /** Its own file first; paths are relative to a folder that has them all. */
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

/** The plug-ins of this thread that these settings need; undefined if there are none. */
export function carriedBy({ groups }: SwarmSettings): CarriedPlugins | undefined {
  const used = new Set(pluginsOf(groups).map(({ sha256 }) => sha256))
  const plugins = decision.plugins.filter(({ sha256 }) => used.has(sha256))
  if (plugins.length === 0) return undefined
  return {
    budgetSeconds: decision.budgetSeconds,
    plugins: plugins.map(({ sha256, path, paths }) => {
      const all = [path, ...paths.filter((other) => other !== path)]
      const top = folderOfAll(all)
      const files = all.map((one) => ({
        path: relative(top, one).replaceAll(sep, '/'),
        text: readFileSync(one, 'utf8'),
      }))
      return { sha256, files }
    }),
  }
}

/**
 * Writes carried plug-ins into a folder, and answers how to use them there.
 * @throws Error if a path leads out of it
 */
export function unpacked({ budgetSeconds, plugins }: CarriedPlugins, folder: string): PluginUse {
  const files = plugins.map(({ sha256, files: carried }) => {
    const own = resolve(folder, sha256)
    if (dirname(own) !== resolve(folder)) throw new Error(`no digest of a plug-in: ${sha256}`)
    for (const { path, text } of carried) {
      const place = resolve(own, path)
      if (!place.startsWith(own + sep)) throw new Error(`a plug-in's path leads out: ${path}`)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, text)
    }
    return { file: join(own, carried[0].path), sha256 }
  })
  return { files, budgetSeconds }
}

/** The deepest folder that all these files lie below. */
function folderOfAll(paths: readonly string[]): string {
  let top = dirname(paths[0])
  while (!paths.every((path) => path.startsWith(top.endsWith(sep) ? top : top + sep))) {
    top = dirname(top)
  }
  return top
}
