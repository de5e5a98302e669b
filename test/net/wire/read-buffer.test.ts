import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { withSharedBuffer } from '../../../src/net/wire/read-buffer.js'
import { soon } from '../patience.js'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/**
 * Returns a socket that dialled, and the accepted one with its received bytes; `accept` makes it.
 */
async function pair(accept: (accepted: Socket, hear: (bytes: Buffer) => void) => Socket) {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const dialler = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [accepted] = (await once(server, 'connection')) as [Socket]
  const heard: string[] = []
  const rooms = new Set<ArrayBufferLike>()
  const socket = accept(accepted, (bytes) => {
    heard.push(bytes.toString('latin1'))
    rooms.add(bytes.buffer)
  })
  ends.push(() => {
    dialler.destroy()
    socket.destroy()
    server.close()
  })
  return { server, dialler, accepted, socket, rooms, text: () => heard.join('') }
}

it('accepted sockets share the read buffer, and send, pause and end like others', async () => {
  const [one, other] = [await pair(withSharedBuffer), await pair(withSharedBuffer)]
  one.dialler.write('first')
  other.dialler.write('second')
  await soon(() => expect([one.text(), other.text()]).toEqual(['first', 'second']))
  expect([...one.rooms]).toEqual([...other.rooms])

  const answer = once(one.dialler, 'data')
  one.socket.write('answer')
  expect(`${(await answer)[0]}`).toBe('answer')
  expect(one.socket.remotePort).toBe((one.dialler.address() as AddressInfo).port)

  one.socket.pause()
  one.dialler.write(' paused')
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(one.text()).toBe('first')
  one.socket.resume()
  await soon(() => expect(one.text()).toBe('first paused'))

  const closed = once(one.socket, 'close')
  one.dialler.end()
  await closed
})

it('a reset connection is reported, and the server can close', async () => {
  const { server, dialler, socket } = await pair(withSharedBuffer)
  const failure = once(socket, 'error')
  dialler.resetAndDestroy()
  expect((await failure)[0]).toMatchObject({ code: 'ECONNRESET' })
  await new Promise((resolve) => server.close(resolve))
})

it('a socket with unknown internals is returned unchanged and can be read', async () => {
  const { dialler, accepted, socket } = await pair((given, hear) => {
    const { _handle: handle } = given as unknown as { _handle: object }
    Object.defineProperty(handle, 'useUserBuffer', { value: undefined })
    return withSharedBuffer(given, hear).on('data', hear)
  })
  expect(socket).toBe(accepted)
  dialler.write('word')
  expect(`${(await once(socket, 'data'))[0]}`).toBe('word')
})
