import type { PolicyCard } from './policy-card.js'

/** A plug-in, as messages name it. */
export interface PluginName extends Pick<PolicyCard, 'kind' | 'name'> {
  /** Its file as the user named it, and where that is. */
  readonly file: string
  readonly path: string
  /** The files that were loaded, itself among them, by their paths. */
  readonly paths: readonly string[]
}

/** Whose decision it was, and which. */
export interface FaultyDecision {
  readonly plugin: PluginName
  /** The peer's number; undefined for the only peer of a client. */
  readonly peer: number | undefined
  /** The peer's group, where there are groups. */
  readonly group?: string
  /** The method. */
  readonly method: string
  /** Seconds since the start. */
  readonly atSeconds?: number
  /** `file:line` in the plug-in, if something was thrown there. */
  readonly place?: string
}

/** A plug-in failed while the swarm ran: what it threw or decided, whose it was, where and when. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault'

  /** `what` went wrong, in words. */
  constructor(
    readonly what: string,
    readonly decision: FaultyDecision,
  ) {
    super(`${describe(decision)}: ${what}`)
  }

  /** The same fault, with the time and the peer's group, which only the world knows. */
  withContext(atSeconds: number, groupOf: (peer: number) => string): PolicyFault {
    const { peer } = this.decision
    const group = peer === undefined ? {} : { group: groupOf(peer) }
    return new PolicyFault(this.what, { ...this.decision, atSeconds, ...group })
  }
}

function describe({ plugin, peer, group, method: verb, atSeconds, place }: FaultyDecision): string {
  const whose = peer === undefined ? '' : ` of peer ${peer}${group ? ` (${group})` : ''}`
  const when = atSeconds === undefined ? '' : ` at ${Math.round(atSeconds * 1000) / 1000} s`
  return `${place ?? plugin.file}: ${plugin.kind} "${plugin.name}"${whose}, ${verb}${when}`
}

/** What was thrown, in a line; an Error without a message by its name. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`
  return (thrown.message || thrown.name).split('\n')[0].trim()
}

/**
 * Where something was thrown, as `file:line`: the innermost call that lies in the plug-in's
 * own files; undefined if the stack names none.
 */
export function placeIn(plugin: Omit<PluginName, 'kind' | 'name'>, thrown: unknown) {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const calls = stack.split('\n').filter((line) => /^\s+at /.test(line))
  for (const call of calls) {
    for (const path of plugin.paths) {
      const [, place] = call.split(`${path}:`)
      // The column is that of the JavaScript, which has no types: it would mislead.
      const at = /^\d+(?=:\d)/.exec(place ?? '')
      if (at !== null) return `${path === plugin.path ? plugin.file : path}:${at[0]}`
    }
  }
  return undefined
}
