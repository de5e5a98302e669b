import { expect, it } from 'vitest'
import { cable } from './cable.js'
import { answer, dialOver } from './pair.js'

const PORTS = [6881, undefined] as const

/** Returns what both sides receive of the other's DHT node, given the ports of both. */
async function portsHeard(near: number | undefined | null, far: number | undefined | null) {
  const offer = (port: number | undefined | null) => (port === null ? {} : { dhtPort: () => port })
  const [one, other] = cable([1000])
  const host = answer(other, offer(far))
  const dialler = dialOver(one, false, offer(near))
  const sides = [dialler, host].map(({ recorder }) => recorder)
  await Promise.all(sides.map((side) => side.until(() => side.heard.length > 0)))
  for (const { connection } of [dialler, host]) connection.have(7)
  await Promise.all(sides.map((side) => side.until(() => side.heard.at(-1)?.[0] === 'have')))
  return sides.map(({ heard }) => heard.filter(([word]) => word === 'port').map(([, port]) => port))
}

it('two DHT nodes send each other their ports', async () => {
  expect(await portsHeard(6881, 65_535)).toEqual([[65_535], [6881]])
})

it("a node without a port sends none and receives the other's", async () => {
  expect(await portsHeard(undefined, 6881)).toEqual([[6881], []])
})

it.each(PORTS)('PORT is not sent to a peer without a DHT node (our port: %s)', async (port) => {
  expect(await portsHeard(null, port)).toEqual([[], []])
})
