import { Random } from '../base/random.js'
import type { ArrivalSettings, GroupSettings } from './settings.js'

/** Returns when each peer of a group arrives, ascending, seconds; Infinity for never. */
export function arrivalsOf({ name, arrivals, count }: GroupSettings, seed: string): number[] {
  const times = arrivalTimes(arrivals, count, new Random(seed, `arrivals/${name}`))
  return Array.from({ length: count }, (_, i) => times[i] ?? Number.POSITIVE_INFINITY)
}

/** Returns all hosts: initial seeds first, then the others in order of arrival. */
export function orderOf(
  arrivalSeconds: ArrayLike<number>,
  isSeed: (host: number) => boolean,
): number[] {
  const late = (host: number) => (isSeed(host) ? 0 : 1)
  return Array.from({ length: arrivalSeconds.length }, (_, host) => host).sort(
    (a, b) => late(a) - late(b) || arrivalSeconds[a] - arrivalSeconds[b] || a - b,
  )
}

/** Returns the hosts of groups in the order in which planned events number them. */
export function hostsInOrder(groups: readonly GroupSettings[], seed: string): number[] {
  const arrivalSeconds = groups.flatMap((group) => arrivalsOf(group, seed))
  const isSeed = groups.flatMap(({ count, holds }) => new Array(count).fill(holds.kind === 'all'))
  return orderOf(arrivalSeconds, (host) => isSeed[host])
}

/** Returns when `count` peers arrive, ascending, seconds; Infinity for never. */
function arrivalTimes(arrivals: ArrivalSettings, count: number, random: Random): number[] {
  switch (arrivals.kind) {
    case 'flash':
      return Array.from(
        { length: count },
        () => arrivals.atSeconds + random.next() * arrivals.overSeconds,
      ).sort((a, b) => a - b)
    case 'uniform':
      return Array.from({ length: count }, (_, i) => arrivals.atSeconds + i * arrivals.everySeconds)
    case 'poisson':
      return poisson(arrivals.atSeconds, count, () => random.exponential(1 / arrivals.perSecond))
    case 'decaying':
      return decaying(arrivals, count, random)
    case 'trace':
      return arrivals.atSeconds.slice(0, count)
  }
}

function poisson(from: number, count: number, gap: () => number): number[] {
  const times: number[] = []
  for (let time = from; times.length < count; ) {
    time += gap()
    times.push(time)
  }
  return times
}

/**
 * Returns arrivals at a rate that falls as exp(-t / T). The rate's integral, T * rate * (1 - exp(-t
 * / T)), grows by unit exponential steps. It stays below T * rate, so later peers may never arrive.
 */
function decaying(
  arrivals: Extract<ArrivalSettings, { kind: 'decaying' }>,
  count: number,
  random: Random,
): number[] {
  const { atSeconds, perSecond, timeConstantSeconds } = arrivals
  const most = perSecond * timeConstantSeconds
  let grown = 0
  return Array.from({ length: count }, () => {
    grown += random.exponential(1)
    return grown < most
      ? atSeconds - timeConstantSeconds * Math.log(1 - grown / most)
      : Number.POSITIVE_INFINITY
  })
}
