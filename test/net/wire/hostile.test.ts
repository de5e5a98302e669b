import { describe, expect, it } from 'vitest'
import { encodeHandshake } from '../../../src/net/wire/handshake.js'
import { dialMse, METHOD } from '../../../src/net/wire/mse.js'
import { cable } from './cable.js'
import { loopback } from './loopback.js'
import { answer, dialOver, infoHash, introduction, settingsOf } from './pair.js'

const handshake = (changes: { infoHash?: Uint8Array; peerId?: Uint8Array } = {}) =>
  encodeHandshake({
    infoHash,
    peerId: Buffer.from('a stranger'.padEnd(20)),
    fast: true,
    extended: true,
    dht: false,
    ...changes,
  })

/** Returns a message: its length, its number and its body. */
function word(length: number, ...body: number[]): Buffer {
  const bytes = Buffer.alloc(4 + body.length)
  bytes.writeUInt32BE(length)
  bytes.set(body, 4)
  return bytes
}

/** Returns an accepted side and the bare socket that dialled it. */
function stranger(changes = {}) {
  const [near, far] = cable([1000])
  const side = answer(far, changes)
  near.on('error', () => {})
  // A stream that is not read never ends.
  near.resume()
  return { near, far, ...side }
}

async function reasonAfter(bytes: Buffer | string, changes = {}): Promise<string> {
  const { near, recorder } = stranger(changes)
  near.write(bytes)
  await recorder.until(() => recorder.closings.length > 0)
  expect(recorder.closings).toHaveLength(1)
  return recorder.closings[0]
}

describe('a handshake is refused', () => {
  it('in another protocol', async () => {
    const reason = await reasonAfter('GET / HTTP/1.1\r\n'.repeat(50))
    expect(reason).toBe('does not use the BitTorrent protocol')
  })

  it('for an unknown torrent', async () => {
    const bytes = handshake({ infoHash: new Uint8Array(20).fill(1) })
    expect(await reasonAfter(bytes)).toBe('asked for an unknown torrent')
  })

  it('from ourselves', async () => {
    const { peerId } = settingsOf('host')
    expect(await reasonAfter(handshake({ peerId }))).toBe('is this client itself')
  })

  it('without encryption, if that is required', async () => {
    const reason = await reasonAfter(handshake(), { encryption: 'require' })
    expect(reason).toBe('does not use encryption, which we require')
  })

  it('that takes too long', async () => {
    const { near, recorder } = stranger({ handshakeSeconds: 0.1 })
    const drip = setInterval(() => near.write(handshake().subarray(0, 1)), 20)
    await recorder.until(() => recorder.closings.length > 0)
    clearInterval(drip)
    expect(recorder.closings).toEqual(['no handshake within 0.1 s'])
  })

  it('that ends in the middle', async () => {
    const { near, recorder } = stranger()
    near.end(handshake().subarray(0, 30))
    await recorder.until(() => recorder.closings.length > 0)
    expect(recorder.closings).toEqual(['closed the connection'])
  })

  it.each([513, 2000])('of MSE with %i bytes of padding', async (bytes) => {
    // The search for the mark after the padding does not reach this far.
    const reason = await reasonAfter(Buffer.alloc(96 + bytes + 20, 0xa5))
    expect(reason).toBe('does not use the BitTorrent protocol')
  })
})

describe('an answer is refused', () => {
  const reasonFor = async (bytes: Buffer, encrypted = false) => {
    const [near, far] = cable([100])
    const { recorder } = dialOver(near, encrypted, { encryption: 'prefer' })
    far.on('error', () => {})
    far.resume()
    far.write(bytes)
    await recorder.until(() => recorder.closings.length > 0)
    expect(recorder.closings).toHaveLength(1)
    return recorder.closings[0]
  }

  it('for another torrent', async () => {
    const bytes = handshake({ infoHash: new Uint8Array(20) })
    expect(await reasonFor(bytes)).toBe('answered for another torrent')
  })

  it('from ourselves', async () => {
    const bytes = handshake({ peerId: settingsOf('dialler').peerId })
    expect(await reasonFor(bytes)).toBe('is this client itself')
  })

  it('with endless padding', async () => {
    expect(await reasonFor(Buffer.alloc(96 + 600, 3), true)).toBe(
      'does not use the BitTorrent protocol',
    )
  })
})

describe('an invalid message closes the connection', () => {
  it.each([
    ['a choke with a body', word(2, 0, 0), /message 0 \(choke\) of length 2, expected 1$/],
    ['a short have', word(4, 4, 0, 0, 0), /message 4 \(have\) of length 4, expected 5$/],
    [
      'a long suggest',
      word(6, 13, 0, 0, 0, 0, 0),
      /message 13 \(suggest\) of length 6, expected 5$/,
    ],
    [
      'an allowed fast without a piece',
      word(1, 17),
      /message 17 \(allowedFast\) of length 1, expected 5$/,
    ],
    ['a long port', word(5, 9, 0, 1, 2, 3), /message 9 \(port\) of length 5, expected 3$/],
    ['a long request', word(14, 6), /message 6 \(request\) of length 14, expected 13$/],
    ['a piece without a begin', word(8, 7), /message 7 \(piece\) of length 8,/],
    ['a piece of more than 16 KiB', word(9 + 16 * 1024 + 1, 7), /expected 9 to 16393$/],
    ['a bitfield of too many pieces', word(1 + 14, 5), /expected 1 to 13$/],
    ['an unknown message of more than 256 KiB', word(256 * 1024 + 1, 99), /message 99 of/],
    ['an unknown extension of 1 MiB', word(2 ** 20, 20), /message 20 \(extended\)/],
    ['a BEP 10 handshake of over 64 KiB', word(2 ** 17, 20, 0), /message 20 \(extended\)/],
    ['a metadata message of over 17 KiB', word(18 * 1024, 20, 2), /message 20 \(extended\)/],
    [
      'the longest possible message',
      word(2 ** 32 - 1, 7),
      /message 7 \(piece\) of length 4294967295/,
    ],
    ['a truncated BEP 10 handshake', word(5, 20, 0, 0x64, 0x31, 0x3a), /malformed/],
    ['a BEP 10 handshake that is a list', word(4, 20, 0, 0x6c, 0x65), /without a dictionary/],
  ])('%s', async (_, bytes, reason) => {
    const greeting = Buffer.concat([handshake(), bytes])
    expect(await reasonAfter(greeting, { mostPieces: 95 })).toMatch(reason)
  })

  it('an unknown message or a late bitfield does not', async () => {
    const { near, recorder } = stranger()
    const unknown = Buffer.alloc(100_000)
    near.write(Buffer.concat([handshake(), word(100_001, 77), unknown, word(3, 10, 1, 2)]))
    // BEP 6's suggest, an extension that was not requested, a keep-alive.
    near.write(Buffer.concat([word(5, 13, 0, 0, 0, 1), word(3, 20, 9, 0)]))
    near.write(Buffer.concat([word(0), word(5, 4, 0, 0, 0, 8), word(2, 5, 0xf0), word(1, 1)]))
    await recorder.until(() => recorder.heard.length === 3)
    expect(recorder.heard).toEqual([['have', 8], ['bitfield', [0xf0]], ['unchoke']])
    near.destroy()
  })
})

describe('the silence limit', () => {
  it('closes the connection of a silent peer after keep-alives', async () => {
    const times = { silenceSeconds: 0.2, keepAliveSeconds: 0.04 }
    const { near, recorder, connection } = stranger(times)
    let heard = 0
    near.on('data', (chunk: Buffer) => {
      heard += chunk.length
    })
    near.write(handshake())
    await recorder.until(() => recorder.closings.length > 0)
    expect(recorder.closings).toEqual(['sent nothing for 0.2 s'])
    expect(connection.writable).toBe(false)
    expect(heard).toBeGreaterThan(68 + 3 * 4)
  })

  it('does not close the connection of a peer that sends only keep-alives', async () => {
    const { near, recorder } = stranger({ silenceSeconds: 0.2, keepAliveSeconds: 0.04 })
    near.write(handshake())
    const alive = setInterval(() => near.write(word(0)), 50)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(recorder.closings).toEqual([])
    clearInterval(alive)
    near.destroy()
  })
})

describe('MSE', () => {
  it('delivers messages sent before its answer', async () => {
    const { near, recorder } = stranger()
    const early = Buffer.concat([handshake(), word(1, 1), word(5, 4, 0, 0, 0, 9), Buffer.of(0)])
    const script = dialMse(infoHash, METHOD.plain, early, (bytes) => near.write(bytes))
    script.next()
    near.once('data', (chunk: Buffer) => {
      script.next(chunk.subarray(0, 96))
      near.write(Buffer.of(0, 0, 1, 0))
    })
    await recorder.until(() => recorder.heard.length === 3)
    expect(recorder.heard).toEqual([['unchoke'], ['have', 9], ['choke']])
    near.destroy()
  })

  it.each([
    ['with RC4 alone is answered', 'off', METHOD.rc4, 'mse-rc4'],
    ['in the clear is chosen where encryption is off', 'off', 3, 'mse-plain'],
    ['with RC4 is chosen where encryption is preferred', 'prefer', 3, 'mse-rc4'],
    ['in the clear is accepted where encryption is preferred', 'prefer', METHOD.plain, 'mse-plain'],
    ['in the clear is refused where encryption is required', 'require', METHOD.plain, null],
    ['with no method is refused', 'prefer', 0, null],
  ])('%s', async (_, encryption, methods, cipher) => {
    const { near, recorder, connection } = stranger({ encryption })
    const script = dialMse(infoHash, methods, handshake(), (bytes) => near.write(bytes))
    script.next()
    near.once('data', (chunk: Buffer) => script.next(chunk.subarray(0, 96)))
    await recorder.until(() => recorder.connection !== undefined || recorder.closings.length > 0)
    if (cipher === null) {
      expect(recorder.closings).toEqual(['offers no encryption that we accept'])
    } else expect(connection.cipher).toBe(cipher)
    near.destroy()
  })
})

describe('closing', () => {
  it('is reported once, and no message after it, even if both sides still send', async () => {
    const { near, recorder, connection } = stranger()
    near.write(Buffer.concat([handshake(), word(1, 1), word(1, 0)]))
    recorder.unchoke = () => connection.close('enough')
    await recorder.until(() => recorder.closings.length > 0)
    for (let i = 0; i < 2000; i++) connection.have(i)
    connection.piece(0, 0, new Uint8Array(100))
    connection.extension(introduction)
    connection.close('again')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(recorder.closings).toEqual(['enough'])
    expect(recorder.heard).toEqual([])
    expect(connection.bufferedBytes).toBe(0)
  })

  it('after a reset has a reason', async () => {
    const { sockets, close } = await loopback()
    const { recorder } = answer(sockets[1])
    sockets[0].resetAndDestroy()
    await recorder.until(() => recorder.closings.length > 0)
    expect(recorder.closings).toEqual(['reset the connection'])
    close()
  })
})
