import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientOptions } from '../../../src/cli/options/client-options.js'
import { Client } from '../../../src/net/session/client.js'
import { type Metainfo, readMetainfo } from '../../../src/net/torrent/metainfo.js'
import { TrackerServer } from '../../../src/net/tracker/tracker-server.js'
import { makePayload } from './payload.js'
import { usageOf } from './usage.js'

/** The results of a crowd of peers in one process. */
export interface CrowdFigures {
  readonly peers: number
  readonly completed: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly linksAPeer: number
  readonly peakMib: number
  /** The longest time that the event loop was blocked. */
  readonly longestHoldSeconds: number
}

const PEERS = 200
const PLAN = { sizeBytes: 4 << 20, pieceBytes: 64 << 10, isSparse: false }

/** Milliseconds between two readings of the clock. */
const LOOK_MS = 10

/** Measures the longest time that the event loop is blocked. */
function watchHolds(): () => number {
  let longest = 0
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    longest = Math.max(longest, now - last - LOOK_MS)
    last = now
  }, LOOK_MS)
  return () => {
    clearInterval(timer)
    return longest / 1000
  }
}

function clientOf(torrent: Metainfo, folder: string, isSeed: boolean, completed: () => void) {
  return new Client({
    ...clientOptions({
      host: '127.0.0.1',
      encryption: 'off',
      choker: 'tit-for-tat',
      'seed-choker': 'seed-rotating',
      picker: 'rarest-first',
      'no-dht': true,
      'no-lsd': true,
    }),
    torrent,
    folder,
    readOnly: isSeed,
    client: 'bench',
    port: 0,
    listener: { completed },
  })
}

async function run(scratch: string): Promise<CrowdFigures> {
  const tracker = await TrackerServer.listen({ port: 0, host: '127.0.0.1', intervalSeconds: 60 })
  const payload = await makePayload(scratch, PLAN)
  const [announce] = tracker.announceUrls.filter((url) => url.startsWith('http:'))
  const torrent = {
    ...readMetainfo(await readFile(payload.torrent)),
    announceTiers: [[announce]],
  }
  const clients: Client[] = []
  const stopWatching = watchHolds()
  const begin = performance.now()
  let completed = 0
  await new Promise<void>((resolve, reject) => {
    const count = () => {
      if (++completed === PEERS) resolve()
    }
    for (let i = 0; i < PEERS; i++) {
      const folder = i === 0 ? scratch : join(scratch, `${i}`)
      if (i > 0) mkdirSync(folder)
      const client = clientOf(torrent, folder, i === 0, count)
      clients.push(client)
      client.start().catch(reject)
    }
    setTimeout(resolve, 240_000).unref()
  })
  const seconds = (performance.now() - begin) / 1000
  const links = clients.reduce((sum, { session }) => sum + (session?.links.length ?? 0), 0)
  const { userSeconds, systemSeconds, peakBytes } = usageOf(process.pid)
  const longestHoldSeconds = stopWatching()
  await Promise.all(clients.map((client) => client.close()))
  await tracker.close()
  return {
    peers: PEERS,
    completed,
    seconds,
    cpuSeconds: userSeconds + systemSeconds,
    linksAPeer: links / PEERS,
    peakMib: peakBytes / 2 ** 20,
    longestHoldSeconds,
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'bench-net-crowd-'))
try {
  process.stdout.write(JSON.stringify(await run(scratch)))
} finally {
  rmSync(scratch, { recursive: true })
}
process.exit()
