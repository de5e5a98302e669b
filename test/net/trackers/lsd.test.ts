import { createSocket, Socket } from 'node:dgram'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { LsdSource } from '../../../src/net/discovery/lsd-source.js'
import type { FoundPeer } from '../../../src/net/discovery/peer-source.js'
import { soon } from '../patience.js'
import { INFO_HASH, peerIdOf } from './samples.js'

/** BEP 14's port; the only one that a test cannot choose. */
const LSD_PORT = 6771

const open: LsdSource[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()))
})

/** Creates an announcer on the loopback only; `start` begins it. */
function caller(n: number) {
  const found: FoundPeer[] = []
  const notices: string[] = []
  const source = new LsdSource(
    {
      ...{ infoHash: INFO_HASH, peerId: peerIdOf(n), port: 7000 + n },
      found: (peer) => found.push(peer),
      notice: (message) => notices.push(message),
    },
    { host: '127.0.0.1' },
  )
  open.push(source)
  return { source, found, notices }
}

const call = (infoHash: string, port: string) =>
  `BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: ${port}\r\n` +
  `Infohash: ${infoHash}\r\ncookie: x\r\n\r\n\r\n`

// Packets go to the port without multicast, which a machine may not have.
it('a local announce of our torrent is received, another or malformed one is not', async () => {
  const { source, found } = caller(1)
  source.start()
  const ours = Buffer.from(INFO_HASH).toString('hex').toUpperCase()
  const socket = createSocket('udp4')
  const say = (text: string) => socket.send(text, LSD_PORT, '127.0.0.1')
  await soon(() => {
    for (const rubbish of ['', 'x', 'BT-SEARCH * HTTP/1.1', 'BT-SEARCH * HTTP/1.1\r\nHost: x']) {
      say(rubbish)
    }
    say(call('ab'.repeat(20), '7009'))
    say(call(ours, '99999999999999999999'))
    say(call(ours, '7002'))
    expect(found.length).toBeGreaterThan(0)
  })
  socket.close()
  expect(new Set(found.map(({ port }) => port))).toEqual(new Set([7002]))
  expect(found[0]).toEqual({ host: '127.0.0.1', port: 7002, source: 'lsd' })
})

it("a peer receives another's multicast announce, or reports why not", async () => {
  const [first, second] = [caller(1), caller(2)]
  first.source.start()
  await new Promise((resolve) => setTimeout(resolve, 100))
  second.source.start()
  await soon(() => {
    if (first.notices.length > 0) expect(first.notices.join()).toContain('local discovery: ')
    else expect(first.found).toMatchObject([{ port: 7002, source: 'lsd' }])
  })
})

it('local discovery stopped twice closes its socket, and before its start opens none', async () => {
  const bind = vi.spyOn(Socket.prototype, 'bind')
  onTestFinished(() => bind.mockRestore())
  const [early, hasty, { source }] = [caller(1).source, caller(2).source, caller(3)]
  await early.stop()
  early.start()
  hasty.start()
  await hasty.stop()
  source.start()
  await soon(() => expect(bind).toHaveBeenCalled())
  const [socket] = bind.mock.contexts as Socket[]
  await soon(() => expect(socket.address().port).toBe(LSD_PORT))
  await Promise.all([source.stop(), source.stop()])
  expect(() => socket.address()).toThrow('Not running')
  expect(bind).toHaveBeenCalledTimes(1)
})
