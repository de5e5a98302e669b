/**
 * A few events took longer than the decision budget although no plug-in was deciding: the machine
 * is overloaded, or was suspended.
 */
export class StandstillError extends Error {
  override readonly name = 'StandstillError'

  constructor(seconds: number) {
    super(
      `the run made no progress for ${seconds} s, the decision budget, while no plug-in was ` +
        'deciding: the machine is overloaded or was suspended. Try a longer --decision-budget',
    )
  }
}
