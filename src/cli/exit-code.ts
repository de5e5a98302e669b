/** The command succeeded. */
export const DONE = 0

/** A run failed, or a verified run differs. */
export const FAILED = 1

/** The input is wrong: a file, an option or a scenario. */
export const WRONG_INPUT = 2

/** The signals that ask a command to stop: Ctrl-C, the end of the session, a closed terminal. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

type StopName = (typeof STOP_SIGNALS)[number]

/** 128 plus the number of the signal, as in shells. */
export const STOPPED_BY: Readonly<Record<StopName, number>> = {
  SIGINT: 130,
  SIGTERM: 143,
  SIGHUP: 129,
}
