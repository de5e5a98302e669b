/**
 * A run took longer for a few events than a plug-in may for a decision, and no plug-in was
 * deciding: the machine is too busy, or was asleep.
 */
export class StandstillError extends Error {
  override readonly name = 'StandstillError'

  constructor(seconds: number) {
    super(
      `the run stood still for ${seconds} s, the budget of a decision, though none was taken: ` +
        'is the machine very busy, or was it asleep? A longer --decision-budget would wait',
    )
  }
}
