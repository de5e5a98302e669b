import type { JsonSchema } from '../scenario/json-schema.js'
import type { Draw } from './draw.js'
import type { SchemaValues } from './schema-value.js'

// biome-ignore lint/suspicious/noExplicitAny: JSON whose shape the scenario checks decide.
type Json = any

/** A part of a scenario, before anything has checked it. */
export type Part = Record<string, Json>

/** Draws the planned events of a scenario; in some scenarios they cluster. */
export function drawEvents(
  draw: Draw,
  values: SchemaValues,
  schema: JsonSchema,
  groups: Part,
): Part[] {
  const names = Object.keys(groups)
  const peers = groupsOfNodes(groups).length
  const drawList = () => values.value(schema, 'events') as Part[]
  const isCluster = draw.chance(0.4)
  const events = isCluster ? [...drawList(), ...drawList()] : drawList()
  for (const event of events) {
    const kind = schema.items?.oneOf?.find(({ properties: keys }) => {
      return keys?.['do'].const === event['do']
    })
    const properties = kind?.properties ?? {}
    if ('group' in properties) event['group'] = draw.pick(names)
    if ('node' in properties) event['node'] = draw.whole(0, peers - 1)
    repairChoking(draw, event, peers)
    if (event['when'] === undefined) event['at'] ??= draw.spread(0.5, 600)
    else delete event['at']
    if (event['when']?.completed !== undefined && draw.chance(0.5)) {
      event['when'].group = draw.pick(names)
    }
  }
  return isCluster ? cluster(draw, events, groups) : events
}

/** Makes the values agree of an event that changes how peers choke. */
function repairChoking(draw: Draw, event: Part, peers: number): void {
  if (event['do'] === 'unchoke-node') {
    const chosen = Array.from({ length: draw.whole(0, 5) }, () => draw.whole(0, peers - 1))
    event['to'] = [...new Set(chosen)].filter((node) => node !== event['node'])
  }
  if (event['do'] !== 'policy' && event['do'] !== 'policy-node') return
  // An event that changes nothing is refused.
  event['slots'] ??= draw.whole(1, 8)
  if (event['optimisticSlots'] > event['slots']) event['optimisticSlots'] = event['slots']
}

/** Begins with an outage, and moves most events next to an earlier one and to the same hosts. */
function cluster(draw: Draw, events: readonly Part[], groups: Part): Part[] {
  const nodes = groupsOfNodes(groups)
  const node = draw.whole(0, nodes.length - 1)
  const at = draw.spread(0.5, 60)
  const clustered: Part[] = [{ do: 'flap-node', node, at, for: draw.spread(0.1, 200) }]
  for (const event of events) {
    const earlier = draw.pick(clustered)
    if (draw.chance(0.8)) {
      delete event['when']
      event['at'] = near(draw, earlier)
      if ('node' in event) moveTo(event, earlier['node'] ?? nodeOf(draw, nodes, earlier['group']))
      if ('group' in event) event['group'] = earlier['group'] ?? nodes[earlier['node']]
    }
    if (event['at'] !== undefined && ('node' in event || 'group' in event)) clustered.push(event)
  }
  return [clustered[0], ...events]
}

/** Makes an event be about another peer. */
function moveTo(event: Part, node: number): void {
  event['node'] = node
  if (event['to'] === undefined) return
  event['to'] = event['to'].filter((chosen: number) => chosen !== node)
}

/** Returns a time at or near that of an event, or the end of its outage. */
function near(draw: Draw, { at, for: seconds = 0 }: Part): number {
  const instant = draw.chance(0.5) ? at : at + seconds
  if (draw.chance(0.3)) return instant
  const away = draw.spread(0.001, draw.pick([0.1, 1, 10]))
  const moved = draw.chance(0.5) ? instant + away : instant - away
  return Math.max(0, Number(moved.toPrecision(6)))
}

/** The group of each peer, by the peer's number if all others arrive in order of their groups. */
function groupsOfNodes(groups: Part): string[] {
  const byGroup = Object.entries<Part>(groups)
  const isSeed = ([, { holds }]: [string, Part]) => holds === 'all'
  const inOrder = [...byGroup.filter(isSeed), ...byGroup.filter((group) => !isSeed(group))]
  return inOrder.flatMap(([name, { count = 1 }]) => Array<string>(count).fill(name))
}

function nodeOf(draw: Draw, nodes: readonly string[], group: string): number {
  const first = nodes.indexOf(group)
  return draw.whole(first, nodes.lastIndexOf(group))
}
