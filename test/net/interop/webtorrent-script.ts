/// <reference path="./webtorrent-package.d.ts" />
// A WebTorrent client in its own process. It gets its task as JSON and prints one JSON line per
// event.

import WebTorrent from 'webtorrent'

const task = JSON.parse(process.argv[2]) as {
  readonly torrent?: string
  readonly magnet?: string
  readonly folder: string
  readonly cipher: 'none' | 'mse-plain' | 'mse-rc4'
  readonly peers: readonly { readonly host: string; readonly port: number }[]
}

function tell(news: object): void {
  process.stdout.write(`${JSON.stringify(news)}\n`)
}

const client = new WebTorrent({
  ...{ dht: false, lsd: false, utPex: false, utp: false, natUpnp: false, natPmp: false },
  tracker: { wrtc: false },
  secure: { none: 0, 'mse-plain': 1, 'mse-rc4': 2 }[task.cipher],
})
client.on('error', (error: Error) => {
  console.error(error)
  process.exit(1)
})
client.on('listening', () => {
  const torrent = client.add(task.magnet ?? Buffer.from(task.torrent ?? '', 'base64'), {
    path: task.folder,
  })
  torrent.on('warning', (warning) => console.error('warning', warning))
  torrent.on('done', () => tell({ event: 'finished' }))
  torrent.on('infoHash', () => {
    for (const { host, port } of task.peers) torrent.addPeer(`${host}:${port}`)
    tell({ event: 'listening', port: client.torrentPort })
  })
})

// Runs until it is killed or its parent process is gone.
const starter = process.ppid
setInterval(() => process.ppid === starter || process.exit(), 500)
