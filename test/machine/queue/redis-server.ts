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

/** Tells whether redis-server is missing, and the line that installs it. */
export const redisServer = { missing: () => missingProgram(PROGRAM, ['--version'], PROGRAM) }

/** Runs a redis-server without persistence on a free port, until the test ends. */
export class TestRedis {
  #process: ChildProcess | undefined

  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly more: readonly string[],
  ) {}

  /** Starts a server with more command-line options. */
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

  /** Starts the server, also again after `kill`: it is then empty. */
  async begin(): Promise<void> {
    const where = ['--bind', HOST, '--port', String(this.port), '--dir', this.folder]
    const args = [...where, '--save', '', '--appendonly', 'no', ...this.more]
    this.#process = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    this.#process.stdout?.on('data', (text) => {
      output += text
    })
    await until(async () => output.includes('Ready to accept connections'), 0.02)
  }

  /** Kills the server at once, as a crash of its machine would. */
  async kill(): Promise<void> {
    const process = this.#process
    this.#process = undefined
    if (process === undefined) return
    const closed = once(process, 'close')
    process.kill('SIGKILL')
    await closed
  }

  /** Connects a client, to inspect the keys. */
  async client(): Promise<Redis> {
    const client = new Redis(this.url)
    client.on('error', () => {})
    onTestFinished(() => client.disconnect())
    return client
  }
}
