import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import type { JobsOptions } from 'bullmq'
import type { RunSpec } from '../../lab/batch/run-spec.js'
import { fromJson, toJson } from './plain-json.js'
import { bundlePlugins, type PluginBundle } from './plugin-bundle.js'

/** Which Redis queues the runs, and for which program. */
export interface QueueSettings {
  readonly url: string
  /** The program, its version and its code: only workers of the same program get its runs. */
  readonly program: string
  /** How long to wait for a Redis that was lost, seconds; default 60. */
  readonly reconnectSeconds?: number
}

/** The prefix of all keys in Redis. */
export const PREFIX = 'swarm-sim'

/**
 * A run that crashes its thread is tried three times; results, and failures, wait for a week to be
 * fetched.
 */
export const JOB_OPTIONS: JobsOptions = {
  attempts: 3,
  backoff: { type: 'fixed', delay: 1000 },
  removeOnComplete: { age: 7 * 86_400 },
  removeOnFail: { age: 7 * 86_400 },
}

/** Names the queue of a program; each version has its own, so that results never mix. */
export function queueName(program: string): string {
  return `runs-${digest(program).slice(0, 12)}`
}

/** A run as a job of the queue: the job's id, and everything that a worker needs. */
export interface RunJob {
  /** A digest of the data, so that no run is in a queue twice. */
  readonly id: string
  readonly data: { readonly spec: unknown; readonly pluginBundle?: PluginBundle }
}

/** Makes the job of a run. */
export function makeJob(spec: RunSpec): RunJob {
  const pluginBundle = bundlePlugins(spec.settings)
  const data = { spec: toJson(spec), ...(pluginBundle === undefined ? {} : { pluginBundle }) }
  return { id: `run-${digest(JSON.stringify(data))}`, data }
}

/** Reads the run out of a job's data. */
export function specFromJob({ spec }: RunJob['data']): RunSpec {
  return fromJson(spec) as RunSpec
}

/** Names this process for others at the same Redis. */
export function processName(): string {
  return `${hostname()}:${process.pid}`
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
