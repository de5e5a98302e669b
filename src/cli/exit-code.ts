/** The command succeeded. */
export const DONE = 0

/** A run failed, or a verified run differs. */
export const FAILED = 1

/** The input is wrong: a file, an option or a scenario. */
export const WRONG_INPUT = 2

/** 128 plus the number of the signal, as in shells. */
export const STOPPED_BY: Readonly<Record<'SIGINT' | 'SIGTERM', number>> = {
  SIGINT: 130,
  SIGTERM: 143,
}
