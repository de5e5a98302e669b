import { existsSync } from 'node:fs'
import type { PluginStamp, UsedPlugin } from '../../machine/plugin/used-plugin.js'
import { CHOKERS, PICKERS } from '../../policy/catalogue.js'
import { UsageError } from '../usage-error.js'

/** The plug-ins of an earlier run, registered again. */
export interface KeptPlugins {
  /** A line for each that has changed since the run. */
  readonly changes: string
  /** Removes them from the catalogue. */
  remove(): void
}

/**
 * Loads the plug-ins that a run's peers used, except those that `--policy` has already loaded.
 * @throws UsageError if a file is gone, PluginError if it cannot be used
 */
export async function useKeptPlugins(
  manifest: string,
  plugins: readonly UsedPlugin[] = [],
): Promise<KeptPlugins> {
  const loaded = plugins.map((plugin) => stampOf(plugin)?.file)
  const missing = plugins.filter((_, i) => loaded[i] === undefined)
  for (const { kind, name, file } of missing) {
    if (existsSync(file)) continue
    throw new UsageError(
      `${manifest}: the ${kind} "${name}" came from ${file}, which does not exist; ` +
        'use --policy FILE to load it from elsewhere',
    )
  }
  const remove = await use(missing.map(({ file }) => file))
  try {
    return { changes: plugins.map((plugin) => changeOf(manifest, plugin)).join(''), remove }
  } catch (error) {
    remove()
    throw error
  }
}

async function use(files: readonly string[]): Promise<() => void> {
  if (files.length === 0) return () => {}
  // Loaded here, since most runs use no plug-in.
  const { usePlugins } = await import('../../machine/plugin/plugins.js')
  return usePlugins({ files: files.map((file) => ({ file })) })
}

/** The plug-in that is registered under that name. */
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
  return `${now.file} has changed since the run: SHA-256 ${was}... became ${is}...\n`
}
