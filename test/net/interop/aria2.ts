import { join } from 'node:path'
import type { Environment, ForeignClient, ForeignTask } from './foreign-client.js'
import { freePort, missingProgram, until } from './local-network.js'
import { whenItAnswers } from './rpc.js'

const PROGRAM = 'aria2c'

const ALWAYS = [
  ...['--no-conf', '--quiet', '--enable-rpc', '--disable-ipv6=true', '--disk-cache=0'],
  // Without a DHT it uses no UDP tracker; without a bootstrap node, its DHT queries no node.
  ...['--enable-dht=true', '--enable-dht6=false', '--bt-enable-lpd=false'],
  ...['--enable-peer-exchange=false', '--bt-max-peers=0', '--seed-ratio=0'],
  ...['--file-allocation=none', '--check-integrity=true', '--allow-overwrite=true'],
  `--stop-with-process=${process.pid}`,
]

/** aria2: always dials with MSE, and dials only peers that a tracker returned. */
export const aria2: ForeignClient = {
  name: 'aria2',
  dials: false,
  speaksMsePlain: true,
  missing: () => missingProgram(PROGRAM, ['--version'], 'aria2'),
  async run(environment: Environment, { torrent, folder, host, cipher }: ForeignTask) {
    // Its RPC port is always on 127.0.0.1, whatever interface is set.
    const [port, rpcPort] = [await freePort(host), await freePort('127.0.0.1')]
    const nodes = join(environment.folder(), 'dht.dat')
    const { unlessItEnds } = environment.start(PROGRAM, [
      ...ALWAYS,
      ...[`--rpc-listen-port=${rpcPort}`, `--listen-port=${port}`],
      ...[`--dht-listen-port=${port}`, `--dht-file-path=${nodes}`],
      ...[`--dir=${folder}`, `--interface=${host}`],
      `--bt-require-crypto=${cipher !== 'none'}`,
      `--bt-min-crypto-level=${cipher === 'mse-rc4' ? 'arc4' : 'plain'}`,
    ])
    const rpc = new Aria2Rpc(`http://127.0.0.1:${rpcPort}/jsonrpc`)
    const options = { dir: folder }
    const adding = whenItAnswers(() =>
      typeof torrent === 'string'
        ? rpc.ask('aria2.addUri', [torrent], options)
        : rpc.ask('aria2.addTorrent', Buffer.from(torrent).toString('base64'), [], options),
    )
    await unlessItEnds(adding)
    const finished = unlessItEnds(until(() => rpc.isFinished()))
    return { address: { host, port }, finished }
  },
}

interface Download {
  /** Numbers as text. */
  readonly completedLength: string
  readonly totalLength: string
  readonly seeder?: string
}

class Aria2Rpc {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async ask(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'interop', method, params })
    const answer = await fetch(this.#url, { method: 'POST', body })
    const reply = (await answer.json()) as { result?: unknown; error?: { message: string } }
    if (reply.error !== undefined) throw new Error(`aria2: ${method}: ${reply.error.message}`)
    return reply.result
  }

  /** A magnet link is two downloads; only the second one has the content. */
  async isFinished(): Promise<boolean> {
    const active = (await this.ask('aria2.tellActive')) as readonly Download[]
    return active.some(
      ({ seeder, completedLength, totalLength }) =>
        seeder === 'true' && totalLength !== '0' && completedLength === totalLength,
    )
  }
}
