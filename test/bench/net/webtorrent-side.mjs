// Seeds or downloads with webtorrent; arguments: MODULE TORRENT FOLDER PORT [PEER_PORT].
// Prints "ready" and "done".

import { pathToFileURL } from 'node:url'

const [module, file, path, port, peerPort] = process.argv.slice(2)
const { default: WebTorrent } = await import(pathToFileURL(module).href)
const client = new WebTorrent({
  torrentPort: Number(port),
  dht: false,
  lsd: false,
  utPex: false,
  utp: false,
  natUpnp: false,
  natPmp: false,
  tracker: { wrtc: false },
  secure: 0,
})
const torrent = client.add(file, { path })
torrent.on('ready', () => console.log('ready'))
torrent.on('done', () => console.log('done'))
if (peerPort) torrent.on('ready', () => torrent.addPeer(`127.0.0.1:${peerPort}`))
