import { expect, it } from 'vitest'
import { QUICK, run, settingsOf, type Word } from '../swarm-sample.js'

const CHEAT = 1
const CHILD = 2

/** Runs a chain of a seed, a peer all of whose blocks are corrupt, and its child. */
function chain(heals: boolean) {
  const words: Word[] = []
  const groups = {
    seed: { holds: 'all', access: QUICK },
    cheat: { access: QUICK, corrupt: 1 },
    child: { access: QUICK },
  }
  const { measurements } = run(settingsOf(groups, { model: { kind: 'chain', heals } }), { words })
  return { words, measurements }
}

it.each([true, false])(
  'a parent that was caught cheating is never dialled again (heals: %s)',
  (heals) => {
    const { words } = chain(heals)
    const caught = words.find(
      ({ verb, host, to }) => verb === 'close' && host === CHILD && to === CHEAT,
    )
    expect(caught).toBeDefined()
    const later = words.filter(({ time }) => time > (caught as Word).time)
    expect(
      later.filter(({ verb, host, to }) => verb === 'dial' && host === CHILD && to === CHEAT),
    ).toEqual([])
  },
)

it('its child takes the next parent, or waits for none if the model does not heal', () => {
  expect(chain(true).measurements.ended).toBe('complete')
  expect(chain(false).measurements).toMatchObject({ ended: 'stuck', stuckReason: 'no-path' })
})
