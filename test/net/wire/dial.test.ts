import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import type { EncryptionPolicy } from '../../../src/net/wire/connection.js'
import { Dial } from '../../../src/net/wire/dial.js'
import { eventually } from '../patience.js'
import { answer, infoHash, introduction, settingsOf } from './pair.js'
import { Recorder } from './recorder.js'

const open: (Server | Dial)[] = []

afterEach(() => {
  for (const one of open.splice(0)) one.close('the test is over' as never)
})

/** Starts a server on a free port and handles its incoming sockets one by one. */
async function listen(...deeds: ((socket: Socket) => void)[]): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    deeds.shift()?.(socket)
  })
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function dial(port: number, encryption: EncryptionPolicy, handshakeSeconds = 10) {
  const handler = new Recorder()
  const terms = { host: '127.0.0.1', port, infoHash, handler }
  const settings = settingsOf('dialler', { encryption, handshakeSeconds })
  const dialling = new Dial(terms, settings)
  open.push(dialling)
  return { handler, dialling }
}

const hangUp = (socket: Socket) => socket.once('data', () => socket.destroy())

it.each([
  ['off', 'off', 'none'],
  ['off', 'prefer', 'none'],
  ['prefer', 'off', 'mse-plain'],
  ['prefer', 'prefer', 'mse-rc4'],
  ['prefer', 'require', 'mse-rc4'],
  ['require', 'off', 'mse-rc4'],
  ['require', 'prefer', 'mse-rc4'],
  ['require', 'require', 'mse-rc4'],
  ['off', 'require', null],
] as const)(
  'a dial with encryption %s, answered with %s, has the cipher %s',
  async (dialler, host, cipher) => {
    const port = await listen((socket) => answer(socket, { encryption: host }))
    const { handler } = dial(port, dialler)
    await handler.until(() => handler.heard.length > 0 || handler.closings.length > 0)
    expect(handler.connection?.cipher ?? null).toBe(cipher)
    expect(handler.connection?.encrypted ?? false).toBe(cipher === 'mse-rc4')
    if (cipher !== null) {
      expect(handler.heard).toEqual([['extension', introduction]])
      expect(handler.connection!.remoteAddress).toBe('127.0.0.1')
      expect(handler.connection!.remotePort).toBe(port)
      expect(handler.connection!.bytesRead).toBeGreaterThan(68)
      expect(Buffer.from(handler.connection!.peerId)).toEqual(settingsOf('host').peerId)
    } else expect(handler.closings).toEqual(['closed the connection'])
  },
)

it('with prefer, a peer that closes on MSE is dialled again without it', async () => {
  const port = await listen(hangUp, (socket) => answer(socket))
  const { handler } = dial(port, 'prefer')
  await handler.until(() => handler.connection !== undefined)
  expect(handler.connection!.cipher).toBe('none')
  expect(handler.closings).toEqual([])
})

it('with prefer, a peer that does not answer MSE is dialled again without it', async () => {
  const port = await listen(
    () => {},
    (socket) => answer(socket),
  )
  const { handler } = dial(port, 'prefer', 1)
  await handler.until(() => handler.connection !== undefined)
  expect(handler.connection!.cipher).toBe('none')
})

it('a peer that closes twice is not dialled again, and that is reported once', async () => {
  const port = await listen(hangUp, hangUp, (socket) => answer(socket))
  const { handler } = dial(port, 'prefer')
  await handler.until(() => handler.closings.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(handler.closings).toEqual(['closed the connection'])
  expect(handler.connection).toBeUndefined()
})

it('with require, nothing is sent without encryption', async () => {
  const firstBytes: string[] = []
  const port = await listen((socket) => {
    socket.once('data', (chunk: Buffer) => {
      firstBytes.push(chunk.toString('latin1', 0, 20))
      socket.destroy()
    })
  })
  const { handler } = dial(port, 'require')
  await handler.until(() => handler.closings.length > 0)
  expect(firstBytes).toHaveLength(1)
  expect(firstBytes[0]).not.toContain('BitTorrent')
})

it('a closed port is dialled once only', async () => {
  const port = await listen()
  const server = open.pop() as Server
  server.close()
  await once(server, 'close')
  const { handler } = dial(port, 'prefer')
  await handler.until(() => handler.closings.length > 0)
  expect(handler.closings).toEqual(['refused the connection'])
})

it('a cancelled dial is closed with that reason and not repeated', async () => {
  let came = 0
  const port = await listen(
    () => came++,
    () => came++,
  )
  const { handler, dialling } = dial(port, 'prefer')
  await eventually(() => came === 1)
  dialling.close('changed our mind')
  await eventually(() => handler.closings.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(handler.closings).toEqual(['changed our mind'])
  expect(came).toBe(1)
})

it('a peer that closes after the handshake is reported', async () => {
  let host: ReturnType<typeof answer> | undefined
  const port = await listen((socket) => {
    host = answer(socket)
  })
  const { handler } = dial(port, 'off')
  await handler.until(() => handler.heard.length > 0)
  host!.connection.close('done')
  await handler.until(() => handler.closings.length > 0)
  expect(handler.closings).toEqual(['closed the connection'])
})

it('a paused outgoing connection receives nothing until it resumes', async () => {
  let host: ReturnType<typeof answer> | undefined
  const port = await listen((socket) => {
    host = answer(socket)
  })
  const { handler } = dial(port, 'off')
  await handler.until(() => handler.heard.length > 0)
  handler.connection!.pause()
  host!.connection.have(3)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(handler.heard).toHaveLength(1)
  handler.connection!.resume()
  await handler.until(() => handler.heard.length > 1)
  expect(handler.heard[1]).toEqual(['have', 3])
})
