import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import type { Payload } from './payload.js'
import type { Program } from './program.js'
import type { Side } from './side.js'
import type { Usage } from './usage.js'

/** What a side of a transfer has used. */
export interface SideFigures extends Usage {
  /** User and system time since the start of the process, including a seed's check. */
  readonly cpuSeconds: number
}

/** The results of one transfer. */
export interface Transfer {
  /** From the start of the downloader's process, or the dial to it, until completion. */
  readonly seconds: number
  /** The seed's CPU seconds before the downloader was started. */
  readonly checkCpuSeconds: number
  /** The most requests that waited at the seed at a time; null if unknown. */
  readonly peakRequests: number | null
  readonly up: SideFigures
  readonly down: SideFigures
}

/** Sends the payload from one program to another, each in its own process. */
export async function transfer(
  payload: Payload,
  seeder: Program,
  leecher: Program,
): Promise<Transfer> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-net-'))
  const tracker = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 120 })
  const sides: Side[] = []
  try {
    const { torrent, name } = payload
    const [announce] = tracker.announceUrls.filter((url) => url.startsWith('http:'))
    const job = async (role: string, folder: string, port: number, peerPort: number) => {
      mkdirSync(join(scratch, role))
      const ports = { port, peerPort, rpcPort: await freePort() }
      return { torrent, name, folder, tracker: announce, ...ports, scratch: join(scratch, role) }
    }
    const folder = join(scratch, 'content')
    mkdirSync(folder)
    const downPort = await freePort()
    const upJob = await job('up', payload.folder, await freePort(), downPort)
    const downJob = await job('down', folder, downPort, upJob.port)
    const getting = async () => {
      const side = await leecher.get(leecher.isDialled ? { ...downJob, peerPort: null } : downJob)
      sides.push(side)
      return side
    }
    const early = leecher.isDialled ? await getting() : undefined
    const up = await seeder.seed(leecher.isDialled ? upJob : { ...upJob, peerPort: null })
    sides.push(up)
    await up.ready()
    const checkCpuSeconds = figuresOf(up).cpuSeconds
    const begin = performance.now()
    const down = early ?? (await getting())
    await down.done()
    const seconds = (performance.now() - begin) / 1000
    const used = { up: figuresOf(up), down: figuresOf(down) }
    await down.stop()
    const peakRequests = (await seeder.peakRequests?.(up)) ?? null
    return { seconds, checkCpuSeconds, peakRequests, ...used }
  } finally {
    for (const side of sides) await side.stop()
    await tracker.close()
    rmSync(scratch, { recursive: true })
  }
}

/** What a side has used so far. */
export function figuresOf(side: Side): SideFigures {
  const usage = side.usage()
  return { ...usage, cpuSeconds: usage.userSeconds + usage.systemSeconds }
}

/** Returns a port of 127.0.0.1 without a listener. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return address.port
}
