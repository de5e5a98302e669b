import { describe, expect, it } from 'vitest'
import { crowdOf, run, type Word } from './swarm-sample.js'

const torrent = { size: '8 MiB', pieceLength: '256 KiB' }

/** Returns requests that are cancelled at the instant in which they are sent. */
function vain(words: readonly Word[]): Word[] {
  const askedAt = new Map<string, number>()
  return words.filter(({ time, host, verb, to, a, b }) => {
    const key = `${host}/${to}/${a}/${b}`
    if (verb === 'request') askedAt.set(key, time)
    return verb === 'cancel' && askedAt.get(key) === time
  })
}

describe('the order of messages on a connection', () => {
  it('keeps a message behind the block that was under way when it was sent', () => {
    // A choke that overtook the last block would make its receiver request that block elsewhere.
    for (const seed of [1, 2, 3]) {
      const words: Word[] = []
      run(crowdOf(20, { torrent, seed, peer: { endgame: 'off' } }), { words })
      expect(words.filter(({ verb }) => verb === 'choke').length).toBeGreaterThan(100)
      expect(vain(words)).toEqual([])
    }
  })

  it('lets no peer send before its handshake or repeat a message', () => {
    const words: Word[] = []
    run(crowdOf(15, { torrent }, { linkDrops: '60 s' }), { words })
    const state = new Map<string, { choked: boolean; interested: boolean }>()
    for (const { host, verb, to } of words) {
      if (to < 0) continue
      const key = `${host}-${to}`
      if (verb === 'handshake') state.set(key, { choked: true, interested: false })
      const link = state.get(key)
      if (verb === 'close') {
        state.delete(key)
        continue
      }
      if (verb === 'dial') continue
      expect(link, `${key}: ${verb}`).toBeDefined()
      if (link === undefined) continue
      if (verb === 'choke' || verb === 'unchoke') {
        expect(link.choked, `${key}: ${verb} again`).toBe(verb === 'unchoke')
        link.choked = verb === 'choke'
      }
      if (verb === 'interested' || verb === 'not-interested') {
        expect(link.interested, `${key}: ${verb} again`).toBe(verb === 'not-interested')
        link.interested = verb === 'interested'
      }
      if (verb === 'piece') expect(link.choked, `${key}: sent though choked`).toBe(false)
    }
    expect(state.size).toBeGreaterThan(0)
  })
})
