import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Environment, ForeignClient, ForeignTask } from './foreign-client.js'
import { freePort, missingProgram, until } from './local-network.js'
import { whenItAnswers } from './rpc.js'

const PROGRAM = 'transmission-daemon'

/** Settings without a command-line option; no cache delays the count of a piece. */
const SETTINGS = {
  'cache-size-mb': 0,
  'download-queue-enabled': false,
  'idle-seeding-limit-enabled': false,
  'pex-enabled': false,
  'ratio-limit-enabled': false,
  'rename-partial-files': false,
  'seed-queue-enabled': false,
}

/** Transmission: slow to start, as it unchokes every ten seconds; dials no peer on this machine. */
export const transmission: ForeignClient = {
  name: 'Transmission',
  dials: false,
  speaksMsePlain: false,
  missing: () => missingProgram(PROGRAM, ['--version'], PROGRAM),
  async run(environment: Environment, { torrent, folder, host, cipher }: ForeignTask) {
    const [port, rpcPort] = [await freePort(host), await freePort(host)]
    const settings = environment.folder()
    writeFileSync(join(settings, 'settings.json'), JSON.stringify(SETTINGS))
    const { unlessItEnds } = environment.start(PROGRAM, [
      ...['--foreground', '--config-dir', settings, '--download-dir', folder, '--no-auth'],
      ...['--allowed', '127.0.0.1', '--rpc-bind-address', host, '--port', `${rpcPort}`],
      ...['--peerport', `${port}`, '--bind-address-ipv4', host],
      ...['--no-dht', '--no-lpd', '--no-utp', '--no-portmap', '--no-blocklist'],
      cipher === 'none' ? '--encryption-tolerated' : '--encryption-required',
    ])
    const rpc = new TransmissionRpc(`http://${host}:${rpcPort}/transmission/rpc`)
    const what =
      typeof torrent === 'string'
        ? { filename: torrent }
        : { metainfo: Buffer.from(torrent).toString('base64') }
    const adding = whenItAnswers(() => rpc.ask('torrent-add', { ...what, 'download-dir': folder }))
    await unlessItEnds(adding)
    const finished = unlessItEnds(until(() => rpc.isFinished()))
    return { address: { host, port }, finished }
  },
}

interface Answer {
  readonly result: string
  readonly arguments: {
    readonly torrents?: readonly {
      readonly haveValid: number
      readonly sizeWhenDone: number
      readonly metadataPercentComplete: number
    }[]
  }
}

class TransmissionRpc {
  readonly #url: string
  #session = ''

  constructor(url: string) {
    this.#url = url
  }

  async ask(method: string, facts: object): Promise<Answer> {
    const headers = { 'x-transmission-session-id': this.#session }
    const body = JSON.stringify({ method, arguments: facts })
    const answer = await fetch(this.#url, { method: 'POST', headers, body })
    if (answer.status === 409) {
      this.#session = answer.headers.get('x-transmission-session-id') ?? ''
      return this.ask(method, facts)
    }
    const reply = (await answer.json()) as Answer
    if (reply.result !== 'success') throw new Error(`Transmission: ${method}: ${reply.result}`)
    return reply
  }

  async isFinished(): Promise<boolean> {
    const fields = ['haveValid', 'sizeWhenDone', 'metadataPercentComplete']
    const { torrents = [] } = (await this.ask('torrent-get', { fields })).arguments
    if (torrents.length === 0) return false
    const [{ haveValid, sizeWhenDone, metadataPercentComplete }] = torrents
    return metadataPercentComplete === 1 && sizeWhenDone > 0 && haveValid === sizeWhenDone
  }
}
