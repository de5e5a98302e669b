/// <reference path="./parse-torrent.d.ts" />
import { fc, test } from '@fast-check/vitest'
import parseTorrent, { toMagnetURI } from 'parse-torrent'
import { describe, expect, it } from 'vitest'
import { formatMagnet, isMagnet, parseMagnet } from '../../../src/net/torrent/magnet.js'
import { TorrentError } from '../../../src/net/torrent/torrent-error.js'
import { refusalOf } from './torrent-sample.js'

const HASH = 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a'
const BASE_32 = 'YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK'

const hash = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
const text = fc.string({ unit: 'grapheme', minLength: 1 })
const peer = fc.record({
  host: fc.oneof(
    fc.ipV4(),
    fc.ipV6().filter((ip) => !ip.includes('.')),
    fc.domain(),
  ),
  port: fc.integer({ min: 1, max: 65_535 }),
})

describe('a magnet link', () => {
  test.prop([hash, fc.option(text, { nil: undefined }), fc.uniqueArray(text), fc.array(peer)])(
    'is parsed as it was formatted',
    (infoHashHex, name, trackers, peers) => {
      const announceTiers = trackers.map((tracker) => [tracker])
      const magnet = { infoHashHex, name, announceTiers, peers }
      const found = parseMagnet(formatMagnet(magnet))
      expect(found).toEqual({
        ...magnet,
        infoHash: Uint8Array.from(Buffer.from(infoHashHex, 'hex')),
      })
    },
  )

  const url = fc.webUrl({ withQueryParameters: true })
  test.prop([hash, fc.stringMatching(/^[\w .-]{1,20}$/), fc.uniqueArray(url), fc.array(fc.ipV4())])(
    'is parsed and formatted as by parse-torrent',
    async (infoHash, name, announce, hosts) => {
      const peerAddresses = [...new Set(hosts)].map((host) => `${host}:6881`)
      const theirs = parseMagnet(toMagnetURI({ infoHash, name, announce, peerAddresses }))
      expect(theirs).toMatchObject({ infoHashHex: infoHash, name })
      expect(theirs.announceTiers.flat()).toEqual(announce)
      expect(theirs.peers.map(({ host, port }) => `${host}:${port}`)).toEqual(peerAddresses)
      const ours = await parseTorrent(formatMagnet(theirs))
      expect(ours).toMatchObject({ infoHash, name, announce, peerAddresses })
    },
  )

  it('accepts base 32, and both encodings in any case', async () => {
    for (const written of [HASH, HASH.toUpperCase(), BASE_32, BASE_32.toLowerCase()]) {
      const link = `MAGNET:?xt=urn:BTIH:${written}`
      expect(isMagnet(link)).toBe(true)
      expect(parseMagnet(link).infoHashHex).toBe(HASH)
    }
    const theirs = await parseTorrent(`magnet:?xt=urn:btih:${BASE_32}`)
    expect(theirs.infoHash).toBe(HASH)
  })

  it('accepts numbered keys, unescaped characters, hybrids and unknown keys', () => {
    const magnet = parseMagnet(
      `magnet:?xt.1=urn:btmh:1220${HASH}&xt.2=urn:btih:${HASH}&dn=Two+words%21&dn=other` +
        '&tr.1=http://a.example/announce?key=a+b==&tr.2=udp%3A%2F%2Fb.example%3A1&tr=' +
        '&x.pe=[::1]:6881&so=0-99999999999&__proto__=x&kt=x&ws=http://c.example',
    )
    expect(magnet).toMatchObject({
      infoHashHex: HASH,
      name: 'Two words!',
      announceTiers: [['http://a.example/announce?key=a+b=='], ['udp://b.example:1']],
      peers: [{ host: '::1', port: 6881 }],
    })
  })

  it.each([
    ['magnet:', 'magnet link: expected magnet:?xt=..., found "magnet:"'],
    [
      'magnet:?dn=x',
      'magnet link: xt: expected urn:btih: and an info hash of BitTorrent version 1, found nothing',
    ],
    [`magnet:?xt=urn:btmh:1220${HASH}`, 'found "urn:btmh:1220'],
    ['magnet:?xt=urn:btih:', 'expected 40 hex digits or 32 base-32 digits, found ""'],
    [`magnet:?xt=urn:btih:${HASH.slice(1)}`, 'expected 40 hex digits or 32 base-32 digits'],
    [`magnet:?xt=urn:btih:${HASH}0`, 'expected 40 hex digits or 32 base-32 digits'],
    [
      `magnet:?xt=urn:btih:${HASH.replace('c', 'x')}`,
      'expected 40 hex digits or 32 base-32 digits',
    ],
    [`magnet:?xt=urn:btih:${BASE_32.replace('Y', '1')}`, 'or 32 base-32 digits'],
    [`magnet:?xt=urn:btih:${HASH}&dn=%zz`, 'dn: expected percent-encoding (% and two hex digits)'],
    [`magnet:?xt=urn:btih:${HASH}&x.pe=host`, 'x.pe: expected HOST:PORT or [IPv6]:PORT'],
    [`magnet:?xt=urn:btih:${HASH}&x.pe=::1:80`, 'found "::1:80"'],
    [`magnet:?xt=urn:btih:${HASH}&x.pe=a:0`, 'found "a:0"'],
    [`magnet:?xt=urn:btih:${HASH}&x.pe=a:65536`, 'found "a:65536"'],
  ])('is refused in one line: %s', (link, message) => {
    expect(refusalOf(() => parseMagnet(link))).toContain(message)
  })

  test.prop([fc.string({ unit: 'binary' })])('with random text is parsed or refused', (tail) => {
    try {
      parseMagnet(`magnet:?xt=urn:btih:${HASH}${tail}`)
    } catch (error) {
      expect(error).toBeInstanceOf(TorrentError)
    }
  })
})
