import { existsSync } from 'node:fs'
import type { PluginStamp, UsedPlugin } from '../../machine/plugin/used-plugin.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import { UsageError } from '../usage-error.js'

/** Plug-ins of a result, in use again. */
export interface KeptPlugins {
  /** A sentence for each that is not what it was; each ends in a line break. */
  readonly changes: string
  /** Takes them out of the catalogue. */
  remove(): void
}

/**
 * Loads the plug-ins that a result's peers had, save those that `--policy` has given.
 * @throws UsageError if a file is gone, PluginError if it cannot be used
 */
export async function useKeptPlugins(
  manifest: string,
  plugins: readonly UsedPlugin[] = [],
): Promise<KeptPlugins> {
  const given = plugins.map((plugin) => stampOf(plugin)?.file)
  const absent = plugins.filter((_, i) => given[i] === undefined)
  for (const { kind, name, file } of absent) {
    if (existsSync(file)) continue
    throw new UsageError(
      `${manifest}: its ${kind} "${name}" came from ${file}, which is not there; ` +
        'give --policy FILE with the place where it is',
    )
  }
  const remove = await use(absent.map(({ file }) => file))
  try {
    return { changes: plugins.map((plugin) => changeOf(manifest, plugin)).join(''), remove }
  } catch (error) {
    remove()
    throw error
  }
}

async function use(files: readonly string[]): Promise<() => void> {
  if (files.length === 0) return () => {}
  // Loaded here, as most results do without.
  const { usePlugins } = await import('../../machine/plugin/plugins.js')
  return usePlugins({ files: files.map((file) => ({ file })) })
}

/** What is in use under that name. */
function stampOf({ kind, name }: UsedPlugin): PluginStamp | undefined {
  return (kind === 'choker' ? CHOKERS : PICKERS)[name]?.plugin
}

function changeOf(manifest: string, kept: UsedPlugin): string {
  const now = stampOf(kept)
  if (now === undefined) {
    const { kind, name, file } = kept
    throw new UsageError(`${manifest}: expected a ${kind} "${name}" in ${file}, found another`)
  }
  if (now.sha256 === kept.sha256) return ''
  const [was, is] = [kept.sha256, now.sha256].map((sha256) => sha256.slice(0, 12))
  return `${now.file} has changed since: its SHA-256 began with ${was}, now with ${is}.\n`
}
