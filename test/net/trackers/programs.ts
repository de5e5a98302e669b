import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'vitest'
import { encode } from '../../../src/base/bencode.js'

/** Skips a test where a program is missing and says why; on CI that is a failure. */
export function needs(program: string, { skip }: TestContext) {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  if (folders.some((folder) => isProgram(join(folder, program)))) return
  if (process.env['CI'] === 'true') throw new Error(`${program} is not installed`)
  skip(`${program} is not installed`)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A folder and the programs that run in it; `end` removes both. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'trackers-'))
  readonly #running: ChildProcess[] = []
  /** The programs' output, shown when a test fails. */
  printed = ''

  start(program: string, args: readonly string[], options: { uid?: number; gid?: number } = {}) {
    const child = spawn(program, args, { cwd: this.folder, stdio: 'pipe', ...options })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.printed += text))
    }
    this.#running.push(child)
    return child
  }

  /** Writes bytes into the folder and returns the path. */
  write(name: string, bytes: Uint8Array | string): string {
    const path = join(this.folder, name)
    writeFileSync(path, bytes)
    return path
  }

  async end() {
    for (const child of this.#running) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await once(child, 'close')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Returns a port that was free a moment ago, for programs that cannot report their port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Makes a torrent of one file of random bytes, in pieces of 64 KiB, with one tracker per tier. */
export function madeTorrent(trackers: readonly string[], bytes = 300_000) {
  const content = randomBytes(bytes)
  const pieces: Buffer[] = []
  for (let at = 0; at < bytes; at += 65_536) {
    pieces.push(
      createHash('sha1')
        .update(content.subarray(at, at + 65_536))
        .digest(),
    )
  }
  const info = {
    ...{ name: 'file.bin', length: bytes, 'piece length': 65_536 },
    pieces: Buffer.concat(pieces),
  }
  const torrent = encode({
    announce: trackers[0],
    'announce-list': trackers.map((url) => [url]),
    info,
  })
  const infoHash = createHash('sha1').update(encode(info)).digest('hex')
  return { content, torrent, infoHash }
}
