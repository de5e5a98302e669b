import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { Extensions } from '../../../src/net/wire/extensions.js'
import { MessageReader } from '../../../src/net/wire/message-reader.js'
import { WireError } from '../../../src/net/wire/wire-error.js'
import { cable } from './cable.js'
import { answer, dialOver, introduction } from './pair.js'
import { Recorder } from './recorder.js'

const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 })

/** Messages with lengths that are often right and bodies that are not. */
const wordish = fc
  .tuple(fc.nat(24), fc.constantFrom(0, 1, 5, 9, 13, 40), fc.uint8Array({ maxLength: 60 }))
  .map(([id, length, body]) => Buffer.from([0, 0, 0, length, id, ...body].slice(0, 4 + length)))

/** Extended messages: bencode with a few bytes changed. */
const extended = fc
  .tuple(
    fc.nat(3),
    fc.constantFrom(
      'd1:md11:ut_metadatai2e6:ut_pexi1ee1:pi6881e4:reqqi5e1:v4:teste',
      'd8:msg_typei1e5:piecei0e10:total_sizei5eehello',
      'd5:added6:abcdef7:added.f1:x6:added60:7:dropped6:ghijkle',
    ),
    fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 3 }),
  )
  .map(([kind, text, changes]) => {
    const body = Buffer.from(text)
    for (const [at, byte] of changes) if (at < body.length) body[at] = byte
    return Buffer.concat([Buffer.from([0, 0, 0, 2 + body.length, 20, kind]), body])
  })

const stream = fc
  .array(fc.oneof(wordish, extended, fc.uint8Array({ maxLength: 40 })), { maxLength: 20 })
  .map((parts) => Buffer.concat(parts))

describe('a stream of arbitrary bytes', () => {
  test.prop([stream, cuts], { numRuns: 1500 })(
    'is parsed as messages or ends in a WireError',
    (bytes, lengths) => {
      const recorder = new Recorder()
      const extensions = new Extensions()
      extensions.sent(introduction)
      const reader = new MessageReader(recorder, extensions, { mostPieces: 80, mostBlockBytes: 50 })
      let at = 0
      try {
        for (let i = 0; at < bytes.length; i++) {
          const end = at + lengths[i % lengths.length]
          reader.receive(bytes.subarray(at, end))
          at = end
        }
      } catch (fault) {
        expect(fault).toBeInstanceOf(WireError)
      }
    },
  )

  test.prop([stream, cuts], { numRuns: 300 })(
    'is parsed the same, however it is cut',
    (bytes, lengths) => {
      const heardIn = (sizes: readonly number[]) => {
        const recorder = new Recorder()
        const bounds = { mostPieces: 80, mostBlockBytes: 50 }
        const reader = new MessageReader(recorder, new Extensions(), bounds)
        try {
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const end = at + sizes[i % sizes.length]
            reader.receive(bytes.subarray(at, end))
            at = end
          }
        } catch (fault) {
          return [...recorder.heard, (fault as Error).message]
        }
        return recorder.heard
      }
      expect(heardIn(lengths)).toEqual(heardIn([bytes.length]))
    },
  )
})

describe('a handshake of arbitrary bytes', () => {
  const greeting = fc.oneof(
    fc.uint8Array({ maxLength: 900 }),
    fc.uint8Array({ maxLength: 200 }).map((rest) => Buffer.from([19, ...rest])),
    fc
      .tuple(fc.nat(67), fc.nat(255))
      .map(([at, byte]) =>
        Buffer.from('\x13BitTorrent protocol'.padEnd(68)).fill(byte, at, at + 1),
      ),
  )

  test.prop([greeting, cuts, fc.boolean(), fc.boolean()], { numRuns: 300 })(
    'ends with a reason when the sender closes',
    async (bytes, lengths, dials, encrypted) => {
      const [near, far] = cable(lengths)
      const changes = { encryption: 'prefer' } as const
      const { recorder } = dials ? dialOver(near, encrypted, changes) : answer(near, changes)
      far.on('error', () => {})
      far.resume()
      far.end(bytes)
      await recorder.until(() => recorder.closings.length > 0)
      expect(recorder.closings).toHaveLength(1)
    },
  )

  test.prop([fc.nat(1500), fc.integer({ min: 1, max: 255 }), cuts], { numRuns: 100 })(
    'with MSE and one byte changed, ends or completes, and closes once on each side',
    async (at, flip, lengths) => {
      const [near, far] = cable(lengths)
      let start = 0
      const write = near.write.bind(near)
      near.write = ((chunk: Buffer, ...rest: []) => {
        const changed = Buffer.from(chunk)
        const here = at - start
        if (here >= 0 && here < changed.length) changed[here] ^= flip
        start += chunk.length
        return write(changed, ...rest)
      }) as typeof near.write
      const changes = { encryption: 'require', handshakeSeconds: 0.05 } as const
      const host = answer(far, changes)
      const dialler = dialOver(near, true, changes)
      const ended = ({ recorder }: { recorder: Recorder }) =>
        recorder.until(() => recorder.closings.length > 0 || recorder.connection !== undefined)
      await Promise.all([ended(host), ended(dialler)])
      host.connection.close('done')
      dialler.connection.close('done')
      expect(host.recorder.closings).toHaveLength(1)
      expect(dialler.recorder.closings).toHaveLength(1)
    },
  )
})

test('an announced long message takes no memory before its bytes arrive', () => {
  const bounds = { mostPieces: 2 ** 22, mostBlockBytes: 2 ** 14 }
  const before = process.memoryUsage().arrayBuffers
  for (let i = 0; i < 100; i++) {
    const reader = new MessageReader(new Recorder(), new Extensions(), bounds)
    // A bitfield of half a MiB, of which three bytes arrive.
    reader.receive(Buffer.from([0, 8, 0, 1, 5, 1, 2, 3]))
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 1024)
})
