import type { PluginName, PolicyFault } from './policy-fault.js'

/** How long a plug-in may take to decide unless said otherwise, seconds of the wall. */
const USUAL_BUDGET_SECONDS = 10

/** Whose policy it is. */
export interface PolicyOwner {
  readonly plugin: PluginName
  /** The peer's number; undefined for the only peer of a client. */
  readonly peer: number | undefined
}

/**
 * What a plug-in of this thread is deciding just now, so that whoever stops it can tell; and what
 * becomes of faults.
 */
class Decision {
  /** Null while no plug-in is at work. */
  owner: PolicyOwner | null = null
  method = ''
  /** All plug-ins in use, with what is known of their files. */
  plugins: readonly (PluginName & { readonly sha256: string })[] = []
  /** How long each may take to decide, seconds of the wall. */
  budgetSeconds = USUAL_BUDGET_SECONDS
  /**
   * Runs each decision, where no slice of a simulation surrounds it: on sockets. Null: decisions
   * are simply taken.
   */
  watch: (<T>(work: () => T) => T) | null = null
  /**
   * Hears of a fault where there is nobody to throw it at: on sockets. The policy then does nothing
   * more. Null: faults are thrown.
   */
  failed: ((fault: PolicyFault) => void) | null = null

  /** The plug-in of a peer begins to decide. */
  begin(holder: PolicyOwner, verb: string): void {
    this.owner = holder
    this.method = verb
  }

  /** It is done. */
  end(): void {
    this.owner = null
  }
}

/** The one of this thread. */
export const decision = new Decision()
