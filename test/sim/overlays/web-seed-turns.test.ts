import { describe, expect, it } from 'vitest'
import { WebSeed } from '../../../src/sim/overlays/web-seed.js'
import { Dialogue, type Neighbour } from '../../peer/dialogue.js'

const PIECE = [0, 1, 2, 3].map((block) => `0.${block}`)

/** Returns a web seed that answers so many requests at a time, and its neighbours. */
function webSeed(places: number, names: readonly string[]) {
  const talk = new Dialogue({
    holds: 'all',
    make: (now, parts, output) => new WebSeed(now, parts, output, places),
  })
  const neighbours = names.map((name) => talk.neighbour(name, []))
  for (const neighbour of neighbours) neighbour.isInterested()
  return { talk, neighbours }
}

/** Returns the names of the neighbours that are unchoked. */
function served(neighbours: readonly Neighbour[]): string[] {
  const isUnchoked = ({ lines }: Neighbour) => lines.findLast((line) => /choke/.test(line))
  return neighbours.filter((one) => isUnchoked(one) === 'unchoke').map(({ id }) => id)
}

/** Lets a neighbour request and receive a whole piece. */
function takePiece(neighbour: Neighbour): void {
  neighbour.asksFor(...PIECE)
  for (const _block of PIECE) expect(neighbour.pulls()).toBe(true)
}

describe('a web seed', () => {
  it('serves all neighbours in turn, a piece each', () => {
    const { neighbours } = webSeed(2, ['ann', 'bob', 'cat', 'dan'])
    const [ann, bob, cat, dan] = neighbours
    const turns: string[][] = [served(neighbours)]
    for (const next of [ann, bob, cat, ann, dan]) {
      takePiece(next)
      turns.push(served(neighbours).sort())
    }
    expect(turns).toEqual([
      ['ann', 'bob'],
      ['bob', 'cat'],
      ['cat', 'dan'],
      ['ann', 'dan'],
      ['bob', 'dan'],
      ['bob', 'cat'],
    ])
  })

  it('goes on with a turn until the last block of the piece', () => {
    const { neighbours } = webSeed(1, ['ann', 'bob'])
    const [ann] = neighbours
    ann.asksFor('0.0', '0.1', '0.2', '2.3')
    for (let block = 0; block < 3; block++) {
      expect(ann.pulls()).toBe(true)
      expect(served(neighbours)).toEqual(['ann'])
    }
    expect(ann.pulls()).toBe(true)
    expect(served(neighbours)).toEqual(['bob'])
  })

  it('sends nothing without a request, and the turn goes on', () => {
    const { neighbours } = webSeed(1, ['ann', 'bob'])
    for (const neighbour of neighbours) expect(neighbour.pulls()).toBe(false)
    expect(served(neighbours)).toEqual(['ann'])
  })

  it('ends the turn of a neighbour that has requested nothing for a second', () => {
    const { talk, neighbours } = webSeed(1, ['ann', 'bob'])
    talk.wait(8.9)
    expect(served(neighbours)).toEqual(['ann'])
    talk.wait(1.2)
    expect(served(neighbours)).toEqual(['bob'])
  })

  it('looks at idle neighbours every ten seconds, and spares those unchoked just before', () => {
    const { talk, neighbours } = webSeed(1, ['ann', 'bob'])
    talk.wait(9.5)
    takePiece(neighbours[0])
    talk.wait(10)
    expect(served(neighbours)).toEqual(['bob'])
    talk.wait(1)
    expect(served(neighbours)).toEqual(['ann'])
  })

  it('lets a neighbour wait for its blocks as long as it takes', () => {
    const { talk, neighbours } = webSeed(1, ['ann', 'bob'])
    neighbours[0].asksFor('0.0')
    talk.wait(60)
    expect(served(neighbours)).toEqual(['ann'])
  })

  it('gives no turn to a neighbour that has lost interest while it waited', () => {
    const { talk, neighbours } = webSeed(1, ['ann', 'bob', 'cat'])
    const [ann, bob] = neighbours
    ann.asksFor(...PIECE)
    talk.wait(10)
    bob.losesInterest()
    for (const _block of PIECE) ann.pulls()
    expect(served(neighbours)).toEqual(['cat'])
  })

  it('gives the place of a neighbour that loses interest or leaves to the next', () => {
    const { neighbours } = webSeed(1, ['ann', 'bob', 'cat'])
    neighbours[0].losesInterest()
    expect(served(neighbours)).toEqual(['bob'])
    neighbours[1].leaves()
    expect(neighbours[2].heard()).toContain('unchoke')
  })
})
