import pc from 'picocolors'
import { PluginError } from '../lab/plugin/plugin-error.js'
import { ScenarioError } from '../lab/scenario/error.js'
import { ResultsError } from '../machine/files/results-error.js'
import { StandstillError } from '../machine/plugin/standstill-error.js'
import { RedisError } from '../machine/queue/redis-error.js'
import { StoreError } from '../net/store/store-error.js'
import { TorrentError } from '../net/torrent/torrent-error.js'
import { PolicyFault } from '../policy/guard/policy-fault.js'
import { FAILED, WRONG_INPUT } from './exit-code.js'
import type { Output } from './terminal/terminal.js'
import { UsageError } from './usage-error.js'

/** What the system's error codes mean, in plain words. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EFBIG: 'the file exceeds the size limit there',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  EIO: 'the disk reported an error',
}

/** Errors that the user can correct; their messages are complete. */
const INPUT_ERRORS = [ScenarioError, ResultsError, TorrentError, UsageError, PluginError]

/** Prints what went wrong on `stderr` and returns the exit code. */
export function reportFailure(failure: unknown, stderr: Output, seed?: string): number {
  const colors = pc.createColors(stderr.isTTY === true && pc.isColorSupported)
  const print = (text: string) => stderr.write(`${colors.red('sim:')} ${text}\n`)
  if (INPUT_ERRORS.some((kind) => failure instanceof kind)) {
    print((failure as Error).message)
    return WRONG_INPUT
  }
  if (failure instanceof PolicyFault || failure instanceof StandstillError) {
    print(failure.message)
    return FAILED
  }
  const reason = failure instanceof RedisError ? failure.message : systemReason(failure)
  if (reason !== undefined) {
    print(reason)
    return FAILED
  }
  print(`internal error: ${failure instanceof Error ? failure.message : String(failure)}`)
  const withSeed = seed === undefined ? '' : ` and the seed "${seed}"`
  stderr.write(`Please report it with the scenario${withSeed}; SIM_DEBUG=1 prints the stack.\n`)
  if (process.env['SIM_DEBUG'] === '1' && failure instanceof Error) {
    stderr.write(`${failure.stack}\n`)
  }
  return FAILED
}

/** What went wrong, in plain words if it is a known system error. */
export function failureText(failure: Error): string {
  return systemReason(failure) ?? failure.message
}

/** What a system error code means, in plain words; undefined if it is unknown. */
export function systemErrorText(code: string): string | undefined {
  return SYSTEM_ERRORS[code]
}

/** The message for an error of the system or the disk; undefined for any other. */
function systemReason(failure: unknown): string | undefined {
  if (!(failure instanceof Error)) return undefined
  const { code = '', path, syscall, message } = failure as NodeJS.ErrnoException
  if (!(code in SYSTEM_ERRORS) && failure instanceof StoreError) return message
  if (!(code in SYSTEM_ERRORS)) return syscall === undefined ? undefined : message
  return path === undefined ? SYSTEM_ERRORS[code] : `${path}: ${SYSTEM_ERRORS[code]}`
}
