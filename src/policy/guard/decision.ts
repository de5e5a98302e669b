import type { PluginName, PolicyFault } from './policy-fault.js'

/** Default real-time limit for one policy decision, seconds. */
const USUAL_BUDGET_SECONDS = 10

/** The plug-in and the peer that a policy belongs to. */
export interface PolicyOwner {
  readonly plugin: PluginName
  /** The peer's number; undefined for the only peer of a client. */
  readonly peer: number | undefined
}

/**
 * The decision that a plug-in of this thread is taking, and what happens to faults. Code that stops
 * a plug-in reads its name here.
 */
class Decision {
  /** Null while no plug-in is deciding. */
  owner: PolicyOwner | null = null
  method = ''
  /** All plug-ins in use, with the digests of their files. */
  plugins: readonly (PluginName & { readonly sha256: string })[] = []
  /** Real-time limit for one policy decision, seconds. */
  budgetSeconds = USUAL_BUDGET_SECONDS
  /**
   * Calls each decision under a watchdog. Used on sockets; in a simulation this is null, because
   * the whole slice of events is watched.
   */
  watch: (<T>(work: () => T) => T) | null = null
  /**
   * Receives faults on sockets, where no caller could catch them; the policy then stays idle. Null
   * if faults are thrown.
   */
  failed: ((fault: PolicyFault) => void) | null = null

  /** Marks the start of a plug-in's decision. */
  begin(owner: PolicyOwner, method: string): void {
    this.owner = owner
    this.method = method
  }

  /** Marks the end of that decision. */
  end(): void {
    this.owner = null
  }
}

/** The state of this thread; every thread has its own. */
export const decision = new Decision()
