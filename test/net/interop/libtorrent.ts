import { fileURLToPath } from 'node:url'
import type { ForeignClient } from './foreign-client.js'
import { missingProgram } from './local-network.js'
import { runScript } from './scripted.js'

/** The interpreter that Debian's packages are for, whatever others exist. */
const PYTHON = '/usr/bin/python3'

const SCRIPT = fileURLToPath(new URL('libtorrent-script.py', import.meta.url))

/** libtorrent, the library of qBittorrent and Deluge. */
export const libtorrent: ForeignClient = {
  name: 'libtorrent',
  dials: true,
  speaksMsePlain: true,
  missing: () => missingProgram(PYTHON, ['-c', 'import libtorrent'], 'python3-libtorrent'),
  run: (environment, task) => runScript(environment, PYTHON, ['-u', SCRIPT], task),
}
