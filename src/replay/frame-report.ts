/** What the page measured of itself while it played a run, for `sim demo --bench`. */
export interface FrameReport {
  /** From the request for the page until it is drawn and answers, milliseconds. */
  readonly interactiveMilliseconds: number
  /** From the same instant until the run is simulated and on the stage. */
  readonly readyMilliseconds: number
  /** Script, layout and paint of each frame in order. */
  readonly frameMilliseconds: readonly number[]
}
