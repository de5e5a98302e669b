import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { Random } from '../../../src/base/random.js'
import type { AnnounceRequest } from '../../../src/net/tracker/announcement.js'
import { TrackerError } from '../../../src/net/tracker/tracker-error.js'
import { TrackerTiers, trackerName } from '../../../src/net/tracker/tracker-tiers.js'
import { requestOf } from './samples.js'

const ANSWER = { intervalSeconds: 60, minIntervalSeconds: 10, peers: [] }

/** Returns tiers of trackers of which the `alive` ones answer; `asked` records the order. */
function tiersOf(tiers: readonly (readonly string[])[], seed = 'tiers') {
  const alive = new Set<string>()
  const asked: string[] = []
  const announceTo = async (url: string, _request: AnnounceRequest) => {
    asked.push(url)
    if (!alive.has(url)) throw new TrackerError('is down')
    return ANSWER
  }
  const random = new Random(seed, 'trackers')
  return { alive, asked, under: new TrackerTiers(tiers, random, announceTo) }
}

const urls = fc.uniqueArray(fc.nat(30), { maxLength: 12 })
const layout = urls.chain((all) =>
  fc.array(fc.nat(3), { minLength: all.length, maxLength: all.length }).map((places) => {
    const tiers: string[][] = [[], [], [], []]
    all.forEach((n, i) => void tiers[places[i]].push(`http://t${n}.example/announce`))
    return tiers.filter((tier) => tier.length > 0)
  }),
)

test.prop([layout, fc.array(fc.infiniteStream(fc.boolean()), { maxLength: 8 }), fc.string()])(
  'trackers are tried in the order of a naive model; one that answers moves up',
  async (tiers, rounds, seed) => {
    const { alive, asked, under } = tiersOf(tiers, seed)
    const model = under.tiers.map((tier) => [...tier])
    expect(model.map((tier) => [...tier].sort())).toEqual(tiers.map((tier) => [...tier].sort()))
    for (const coins of rounds) {
      alive.clear()
      for (const url of model.flat()) if (coins.next().value) alive.add(url)
      asked.length = 0
      const result = await under.announce(requestOf()).catch((error: unknown) => error)
      const first = model.flat().findIndex((url) => alive.has(url))
      if (first < 0) {
        expect(result).toBeInstanceOf(TrackerError)
        expect(asked).toEqual(model.flat())
        continue
      }
      const url = model.flat()[first]
      expect(result).toEqual({ url, answer: ANSWER })
      expect(asked).toEqual(model.flat().slice(0, first + 1))
      const tier = model.find((one) => one.includes(url)) as string[]
      tier.unshift(...tier.splice(tier.indexOf(url), 1))
      expect(under.tiers).toEqual(model)
    }
  },
)

it('trackers are shuffled evenly within a tier', () => {
  const firsts = new Map<string, number>()
  for (let i = 0; i < 3000; i++) {
    const [[first]] = tiersOf([['a', 'b', 'c']], `seed ${i}`).under.tiers
    firsts.set(first, (firsts.get(first) ?? 0) + 1)
  }
  // Expected 1000 each, standard deviation 26.
  for (const url of ['a', 'b', 'c'])
    expect(Math.abs((firsts.get(url) ?? 0) - 1000)).toBeLessThan(130)
})

it('a tracker in two tiers is kept only in the first', () => {
  expect(tiersOf([['a'], ['a', 'b'], ['b']]).under.tiers).toEqual([['a'], ['b']])
})

it('a cancelled announce tries no tracker', async () => {
  const { asked, under } = tiersOf([['a'], ['b']])
  const stop = new AbortController()
  stop.abort()
  await expect(under.announce({ ...requestOf(), signal: stop.signal })).rejects.toThrow(
    'was cancelled',
  )
  expect(asked).toEqual([])
})

it('a tracker failure is reported without the secret in its URL', async () => {
  const { under } = tiersOf([['http://t.example:80/secret/announce']])
  const message = await under.announce(requestOf()).catch((error: Error) => error.message)
  expect(message).toBe('http://t.example: is down')
  expect(trackerName('udp://t.example:6969/announce')).toBe('udp://t.example:6969')
})
