import pc from 'picocolors'
import { ScenarioError } from '../lab/scenario/error.js'
import { ResultsError } from '../machine/files/results-error.js'
import { PluginError } from '../machine/plugin/plugin-error.js'
import { StandstillError } from '../machine/plugin/standstill-error.js'
import { RedisError } from '../machine/queue/redis-error.js'
import { StoreError } from '../net/store/store-error.js'
import { TorrentError } from '../net/torrent/torrent-error.js'
import { PolicyFault } from '../policy/guard/policy-fault.js'
import { FAILED, WRONG_INPUT } from './exit-code.js'
import type { Output } from './terminal/terminal.js'
import { UsageError } from './usage-error.js'

/** What the system's refusals mean to somebody who does not know their names. */
const REFUSALS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'no file here may be as large',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  EIO: 'the disk answered with an error',
}

/** What the user can mend; their messages are complete. */
const MISTAKES = [ScenarioError, ResultsError, TorrentError, UsageError, PluginError]

/** Says on `stderr` what went wrong, and answers the exit code that goes with it. */
export function reportFailure(failure: unknown, stderr: Output, seed?: string): number {
  const colors = pc.createColors(stderr.isTTY === true && pc.isColorSupported)
  const say = (text: string) => stderr.write(`${colors.red('sim:')} ${text}\n`)
  if (MISTAKES.some((kind) => failure instanceof kind)) {
    say((failure as Error).message)
    return WRONG_INPUT
  }
  if (failure instanceof PolicyFault || failure instanceof StandstillError) {
    say(failure.message)
    return FAILED
  }
  const refusal = failure instanceof RedisError ? failure.message : refusalOf(failure)
  if (refusal !== undefined) {
    say(refusal)
    return FAILED
  }
  say(`a fault of the program: ${failure instanceof Error ? failure.message : String(failure)}`)
  const seedWords = seed === undefined ? '' : ` and the seed "${seed}"`
  stderr.write(`Please report it with the scenario${seedWords}; SIM_DEBUG=1 prints the stack.\n`)
  if (process.env['SIM_DEBUG'] === '1' && failure instanceof Error) {
    stderr.write(`${failure.stack}\n`)
  }
  return FAILED
}

/** What went wrong, without the system's code if there are words for it. */
export function failureText(failure: Error): string {
  return refusalOf(failure) ?? failure.message
}

/** Why the system refused with that code; undefined if there are no words for it. */
export function systemErrorText(code: string): string | undefined {
  return REFUSALS[code]
}

/** In words, what the system refused; undefined if the failure is of another kind. */
function refusalOf(failure: unknown): string | undefined {
  if (!(failure instanceof Error)) return undefined
  const { code = '', path, syscall, message } = failure as NodeJS.ErrnoException
  if (!(code in REFUSALS) && failure instanceof StoreError) return message
  if (!(code in REFUSALS)) return syscall === undefined ? undefined : message
  return path === undefined ? REFUSALS[code] : `${path}: ${REFUSALS[code]}`
}
