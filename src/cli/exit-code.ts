/** All was done. */
export const DONE = 0

/** The run failed, or what was verified differs. */
export const FAILED = 1

/** What was asked for is wrong: a file, an option, a scenario. */
export const WRONG_INPUT = 2

/** 128 and the signal's number, as shells count. */
export const STOPPED_BY: Readonly<Record<'SIGINT' | 'SIGTERM', number>> = {
  SIGINT: 130,
  SIGTERM: 143,
}
