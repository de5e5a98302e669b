import { spawnSync } from 'node:child_process'
import type { Job, Program } from './program.js'
import { Side } from './side.js'

const FLAGS = [
  '--no-conf',
  '--quiet',
  '--enable-rpc',
  '--interface=127.0.0.1',
  '--disable-ipv6=true',
  '--enable-dht=false',
  '--enable-dht6=false',
  '--bt-enable-lpd=false',
  '--enable-peer-exchange=false',
  '--seed-ratio=0',
  '--file-allocation=none',
  '--check-integrity=true',
  '--allow-overwrite=true',
  '--bt-max-peers=0',
  '--bt-require-crypto=false',
  '--bt-min-crypto-level=plain',
]

/** Debian's aria2, which learns of peers only from a tracker and dials them after 2 s. */
export const aria2: Program = {
  name: 'aria2',
  version() {
    const { status, stdout } = spawnSync('aria2c', ['--version'], { encoding: 'utf8' })
    return status === 0 ? /version (\S+)/.exec(stdout)?.[1] : undefined
  },
  seed: run,
  get: run,
}

function run({ torrent, folder, port, rpcPort, tracker }: Job): Side {
  return new Side({
    command: 'aria2c',
    args: [
      ...FLAGS,
      `--dir=${folder}`,
      `--listen-port=${port}`,
      `--rpc-listen-port=${rpcPort}`,
      `--bt-tracker=${tracker}`,
      torrent,
    ],
    isWhole: () => isWhole(rpcPort),
  })
}

async function isWhole(rpcPort: number): Promise<boolean> {
  const keys = ['completedLength', 'totalLength', 'verifiedLength']
  const body = JSON.stringify({ id: 1, method: 'aria2.tellActive', params: [keys] })
  try {
    const answer = await fetch(`http://127.0.0.1:${rpcPort}/jsonrpc`, { method: 'POST', body })
    const { result } = (await answer.json()) as { result: Record<string, string>[] }
    return result.length === 1 && result.every((one) => wholeIs(one))
  } catch {
    return false
  }
}

function wholeIs(one: Record<string, string>): boolean {
  const isChecking = one.verifiedLength !== undefined
  return !isChecking && one.totalLength !== '0' && one.completedLength === one.totalLength
}
