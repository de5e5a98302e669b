import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { freePort, missingProgram, until } from '../../net/interop/local-network.js'

const PROGRAM = 'redis-server'
const HOST = '127.0.0.1'

/** What is missing on this machine, and the line that installs it. */
export const redisServer = { missing: () => missingProgram(PROGRAM, ['--version'], PROGRAM) }

/** A redis-server that keeps nothing on the disk, on a port of its own; ends with the test. */
export class TestRedis {
  #process: ChildProcess | undefined

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly more: readonly string[],
  ) {}

  /** Starts one; `more` are options of its command line. */
  static async start(...more: string[]): Promise<TestRedis> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'))
    const redis = new TestRedis(await freePort(HOST), folder, more)
    onTestFinished(async () => {
      await redis.kill()
      rmSync(folder, { recursive: true, force: true })
    })
    await redis.begin()
    return redis
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`
  }

  /** Begins it, after `kill` again: with nothing in it. */
  async begin(): Promise<void> {
    const where = ['--bind', HOST, '--port', String(this.port), '--dir', this.folder]
    const args = [...where, '--save', '', '--appendonly', 'no', ...this.more]
    this.#process = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    this.#process.stdout?.on('data', (text) => {
      said += text
    })
    await until(async () => said.includes('Ready to accept connections'), 0.02)
  }

  /** Ends it at once, as a fault of its machine would. */
  async kill(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    if (process === undefined) return
    const closed = once(process, 'close')
    process.kill('SIGKILL')
    await closed
  }

  /** A client, for a look at what lies there. */
  async client(): Promise<Redis> {
    const client = new Redis(this.url)
    client.on('error', () => {})
    onTestFinished(() => client.disconnect())
    return client
  }
}
