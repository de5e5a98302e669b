import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, missingProgram, type TestEnvironment } from './local-network.js'

const PROGRAM = 'opentracker'

/** opentracker, the tracker of many large swarms. */
export const opentracker = {
  name: PROGRAM,

  missing: () => missingProgram(PROGRAM, ['-h'], PROGRAM),

  /** Runs it for one torrent: Debian's build serves only those on its white list. */
  async run(environment: TestEnvironment, infoHashHex: string): Promise<readonly string[]> {
    const host = '127.0.0.1'
    const port = await freePort(host)
    // It drops root: it changes to this folder, becomes nobody, and only then reads the list.
    const folder = environment.folder()
    chmodSync(folder, 0o755)
    writeFileSync(join(folder, 'whitelist.txt'), `${infoHashHex}\n`)
    const where = ['-i', host, '-p', `${port}`, '-P', `${port}`]
    environment.start(PROGRAM, [...where, '-d', folder, '-w', 'whitelist.txt'], folder)
    return ['http', 'udp'].map((kind) => `${kind}://${host}:${port}/announce`)
  },
}
