import { fileURLToPath } from 'node:url'
import type { ForeignClient } from './foreign-client.js'
import { runScript } from './scripted.js'

const SCRIPT = fileURLToPath(new URL('webtorrent-script.ts', import.meta.url))

/**
 * WebTorrent, the client written for Node; npm installs it with the other tools. It listens on all
 * addresses and dials from the default one, whatever host is set.
 */
export const webtorrent: ForeignClient = {
  name: 'WebTorrent',
  dials: true,
  speaksMsePlain: true,
  missing: () => undefined,
  run: (environment, task) =>
    runScript(environment, process.execPath, ['--import', 'tsx', SCRIPT], task),
}
