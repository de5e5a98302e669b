import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { JobsOptions } from 'bullmq'
import type { RunSpec } from '../../lab/batch/run-spec.js'
import { type CarriedPlugins, carriedBy } from './carried-plugins.js'
import { fromJson, toJson } from './plain-json.js'

/** Where cells are queued, and by whom. */
export interface QueueSettings {
  readonly url: string
  /** The program, its version and its code: only workers of the same are given cells. */
  readonly program: string
  /** How long a Redis that was lost is waited for, seconds; 60 unless said. */
  readonly patienceSeconds?: number
}

/** What all keys in Redis begin with. */
export const PREFIX = 'swarm-sim'

/** How often a cell is tried that ends its thread, and how long a result waits to be fetched. */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 3,
  backoff: { type: 'fixed', delay: 1000 },
  removeOnComplete: { age: 7 * 86_400 },
  removeOnFail: { age: 7 * 86_400 },
}

/** The queue of a program: another version has another, so that results never mix. */
export function queueName(program: string): string {
  return `cells-${digest(program).slice(0, 12)}`
}

/** A cell on its way: its name in the queue, and all that a worker must know. */
export interface RunJob {
  /** Made of all that the cell is, so that no cell is in a queue twice. */
  readonly id: string
  readonly data: { readonly cell: unknown; readonly carried?: CarriedPlugins }
}

/** Makes a job of a cell. */
export function jobOf(cell: RunSpec): RunJob {
  const carried = carriedBy(cell.settings)
  const data = { cell: toJson(cell), ...(carried === undefined ? {} : { carried }) }
  return { id: `cell-${digest(JSON.stringify(data))}`, data }
}

/** The cell of a job. */
export function runSpecIn({ cell }: RunJob['data']): RunSpec {
  return fromJson(cell) as RunSpec
}

/** Names this process among those at a Redis. */
export function processName(): string {
  return `${hostname()}:${process.pid}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
