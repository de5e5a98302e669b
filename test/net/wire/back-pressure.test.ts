import { expect, it } from 'vitest'
import { HIGH_WATER_BYTES } from '../../../src/net/wire/message-writer.js'
import { loopback } from './loopback.js'
import { greetedPair, WAYS } from './pair.js'

const block = new Uint8Array(16 * 1024)

it.each(WAYS)('with $cipher, blocks stop while the reader is paused', async (way) => {
  const { sockets, close } = await loopback()
  const { host, dialler } = await greetedPair(sockets, way)
  const { connection, recorder } = host
  dialler.recorder.target = () => null
  dialler.connection.pause()
  let sent = 0
  let most = 0
  const send = () => {
    while (connection.writable && sent < 4000) {
      connection.piece(sent++, 0, block)
      most = Math.max(most, connection.bufferedBytes)
    }
  }
  recorder.notice = send
  send()
  await new Promise((resolve) => setTimeout(resolve, 100))
  // Loopback buffers hold some MiB, but not these 64.
  const stalled = sent
  expect(stalled).toBeLessThan(4000)
  expect(connection.writable).toBe(false)
  expect(most).toBeLessThan(HIGH_WATER_BYTES + block.length + 1024)
  dialler.connection.resume()
  const heardAll = () => dialler.connection.bytesRead >= 4000 * (13 + block.length)
  while (!heardAll()) await new Promise((resolve) => setTimeout(resolve, 5))
  expect(sent).toBe(4000)
  expect(recorder.drains).toBeGreaterThan(0)
  expect(most).toBeLessThan(HIGH_WATER_BYTES + block.length + 1024)
  close()
})

it('a peer that does not read our small messages is disconnected', async () => {
  const { sockets, close } = await loopback()
  const { host, dialler } = await greetedPair(sockets)
  dialler.connection.pause()
  let sent = 0
  let most = 0
  while (host.recorder.closings.length === 0 && sent < 20_000_000) {
    for (let i = 0; i < 5000; i++) host.connection.have(sent++)
    most = Math.max(most, host.connection.bufferedBytes)
    await new Promise(setImmediate)
  }
  expect(host.recorder.closings).toEqual(['does not read: more than 4 MiB wait to be sent'])
  expect(most).toBeLessThan(5 * 2 ** 20)
  close()
})

it('the messages of one event-loop turn go out in one write', async () => {
  const { sockets, close } = await loopback()
  const { host, dialler } = await greetedPair(sockets)
  const chunks: number[] = []
  sockets[0].on('data', (chunk: Buffer) => chunks.push(chunk.length))
  for (let i = 0; i < 100; i++) host.connection.have(i)
  host.connection.piece(0, 0, block)
  host.connection.choke()
  await dialler.recorder.until(() => dialler.recorder.heard.at(-1)?.[0] === 'choke')
  expect(chunks).toEqual([900 + 13 + block.length + 5])
  close()
})
