import { pluginsOf } from '../../machine/plugin/used-plugin.js'
import { decision } from '../../policy/guard/decision.js'
import type { GroupSettings } from '../../sim/settings.js'
import type { Output } from '../terminal/terminal.js'

/** Warns of loaded policies that no group uses, since `--policy` alone changes nothing. */
export function reportUnused(groups: readonly GroupSettings[], stderr: Output): void {
  const used = pluginsOf(groups)
  for (const { kind, name, file } of decision.plugins) {
    if (used.some((one) => one.kind === kind && one.name === name)) continue
    const hint = `--set peer.${kind}=${name} gives it to all peers`
    stderr.write(`${file}: no group uses the ${kind} "${name}"; ${hint}\n`)
  }
}
