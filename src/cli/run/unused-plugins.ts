import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import { decision } from '../../policy/guard/decision.js'
import type { GroupSettings } from '../../sim/settings.js'
import type { Output } from '../terminal/terminal.js'

/** Tells of policies that were given but that no group has: a file alone changes nothing. */
export function reportUnused(groups: readonly GroupSettings[], stderr: Output): void {
  const used = pluginsOf(groups)
  for (const { kind, name, file } of decision.plugins) {
    if (used.some((one) => one.kind === kind && one.name === name)) continue
    const hint = `--set peer.${kind}=${name} would give it to all`
    stderr.write(`${file}: no group has the ${kind} "${name}"; ${hint}\n`)
  }
}
