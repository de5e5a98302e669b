import type { PolicyCard } from './policy-card.js'

/** A plug-in as messages name it. */
export interface PluginName extends Pick<PolicyCard, 'kind' | 'name'> {
  /** The file as the user gave it, and its absolute path. */
  readonly file: string
  readonly path: string
  /** The absolute paths of all files it consists of, including its own. */
  readonly paths: readonly string[]
}

/** The decision in which a plug-in failed. */
export interface FaultyDecision {
  readonly plugin: PluginName
  /** The peer's number; undefined for the only peer of a client. */
  readonly peer: number | undefined
  /** The peer's group; undefined for a client. */
  readonly group?: string
  /** The method that was called. */
  readonly method: string
  /** Seconds since the start of the run. */
  readonly atSeconds?: number
  /** `file:line` in the plug-in, if the error came from there. */
  readonly place?: string
}

/** A plug-in failed during a run; the message says where, for which peer, when and how. */
export class PolicyFault extends Error {
  override readonly name = 'PolicyFault'

  /** `what` describes what went wrong. */
  constructor(
    readonly what: string,
    readonly decision: FaultyDecision,
  ) {
    super(`${describe(decision)}: ${what}`)
  }

  /** Returns the same fault with the time and the peer's group, which the guard does not know. */
  withContext(atSeconds: number, groupOf: (peer: number) => string): PolicyFault {
    const { peer } = this.decision
    const group = peer === undefined ? {} : { group: groupOf(peer) }
    return new PolicyFault(this.what, { ...this.decision, atSeconds, ...group })
  }
}

function describe({ plugin, peer, group, method, atSeconds, place }: FaultyDecision): string {
  const whose = peer === undefined ? '' : ` of peer ${peer}${group ? ` (${group})` : ''}`
  const when = atSeconds === undefined ? '' : ` at ${Math.round(atSeconds * 1000) / 1000} s`
  return `${place ?? plugin.file}: ${plugin.kind} "${plugin.name}"${whose}, ${method}${when}`
}

/** Describes a thrown value in one line; an Error without a message by its name. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return `threw ${String(thrown)}`
  return (thrown.message || thrown.name).split('\n')[0].trim()
}

/**
 * Returns where a value was thrown, as `file:line`: the innermost call in the plug-in's own files.
 * Undefined if the stack names none of them.
 */
export function placeIn(plugin: Omit<PluginName, 'kind' | 'name'>, thrown: unknown) {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const calls = stack.split('\n').filter((line) => /^\s+at /.test(line))
  for (const call of calls) {
    for (const path of plugin.paths) {
      const [, place] = call.split(`${path}:`)
      // The column would mislead: it is that of the JavaScript, where the types are missing.
      const at = /^\d+(?=:\d)/.exec(place ?? '')
      if (at !== null) return `${path === plugin.path ? plugin.file : path}:${at[0]}`
    }
  }
  return undefined
}
