import type { ActionSettings, SwarmSettings } from '../../sim/settings.js'
import type { ChapterScenario } from './chapter-settings.js'

/** An event that a reader adds to the run of a chapter, as the scenario language writes it. */
export type OwnEvent = { readonly at: number } & (
  | { readonly do: 'kill-node'; readonly node: number }
  /** A new uplink, bytes/s. */
  | { readonly do: 'access-node'; readonly node: number; readonly up: number }
  | {
      readonly do: 'unchoke-node'
      readonly node: number
      readonly to: readonly number[]
      readonly only: boolean
    }
)

/** Returns a scenario without events of its own with these, and `sim run --set` for the same. */
export function withOwnEvents(
  { settings, set }: ChapterScenario,
  events: readonly OwnEvent[],
): ChapterScenario {
  if (events.length === 0) return { settings, set }
  return {
    settings: {
      ...settings,
      events: events.map((event) => ({
        when: { kind: 'at', atSeconds: event.at },
        action: actionOf(event),
      })),
    },
    set: [...set, `events=${JSON.stringify(events)}`],
  }
}

function actionOf(event: OwnEvent): ActionSettings {
  switch (event.do) {
    case 'kill-node':
      return { kind: event.do, node: event.node }
    case 'access-node': {
      const rates = { upBytesPerSecond: event.up, downBytesPerSecond: null }
      return { kind: event.do, node: event.node, ...rates }
    }
    case 'unchoke-node':
      return { kind: event.do, node: event.node, to: event.to, only: event.only }
  }
}

/** Returns a scenario in which nodes that lose their parent find no other, or do. */
export function withHealing(
  { settings, set }: ChapterScenario,
  model: string,
  heals: boolean,
): ChapterScenario {
  const own = set.find((each) => each.startsWith('model='))?.slice('model='.length) ?? model
  const document: object = own.startsWith('{') ? JSON.parse(own) : { kind: own }
  const others = set.filter((each) => !each.startsWith('model='))
  return {
    settings: { ...settings, model: { ...settings.model, heals } as SwarmSettings['model'] },
    set: [`model=${JSON.stringify({ ...document, heals })}`, ...others],
  }
}
