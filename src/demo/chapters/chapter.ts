import type { Figure } from './figure.js'
import type { InstantRule } from './instant.js'
import type { Runs } from './run.js'

/** The chapters in the order of the page. */
export const CHAPTER_IDS = [
  'file-to-swarm',
  'one-server',
  'shapes',
  'everybody-serves',
  'which-piece',
  'why-choke',
  'you-are-the-peer',
  'pareto',
  'newcomer',
  'free-rider',
  'the-end',
  'sandbox',
] as const

/** The name of a chapter. */
export type ChapterId = (typeof CHAPTER_IDS)[number]

/**
 * A scenario of a chapter: the chapter's own with some values changed. `set` has the form of
 * `sim run --set`, so the page can show the command that repeats the run.
 */
export interface Variant {
  readonly id: string
  readonly set: readonly string[]
}

/** A question with answers to choose from. The runs tell which one is right. */
export interface Bet {
  readonly options: readonly string[]
  readonly right: (runs: Runs) => string
}

/** What the stage emphasises: everything else is dimmed. */
export type Highlight =
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'host'; readonly which: 'first-done' | 'last-done' | 'longest-wait' }
  | {
      readonly kind: 'links'
      readonly which: 'unchoked' | 'optimistic' | 'trades' | 'choked' | 'improving'
    }
  | { readonly kind: 'pieces'; readonly which: 'rarest' | 'missing' | 'first' }
  | { readonly kind: 'tracker' }

/** What steps show next to the stage, one at a time. */
export const STEP_PANELS = [
  'torrent',
  'tracker',
  'formula',
  'limits',
  'progress',
  'times',
  'upload-use',
  'copies',
  'trades',
  'improving-pairs',
  'contribution',
  'peer-table',
  'piece-map',
  'payoffs',
] as const

/** A panel that a step may show. */
export type StepPanel = (typeof STEP_PANELS)[number]

/** A panel of a chapter: also one that only the reader chooses, or asks for by "why?". */
export type Panel = StepPanel | 'legend' | 'why'

/** Tells whether a chapter has a panel of this name. */
export function isPanel(name: string): name is Panel {
  return name === 'legend' || name === 'why' || (STEP_PANELS as readonly string[]).includes(name)
}

/** A stop of the guided walk: variants side by side at one instant, and a text. */
export interface Step {
  readonly id: string
  /** One variant, or two that share the clock. */
  readonly shows: readonly string[]
  readonly at: InstantRule
  readonly highlights: readonly Highlight[]
  readonly panel: StepPanel
}

/** A slider: what its positions change in the chapter's scenario. */
export interface Knob {
  readonly id: string
  readonly positions: readonly {
    /** The number or rate that the slider shows for this position, the same in all languages. */
    readonly label: string
    readonly set: readonly string[]
  }[]
  /** The position at the start, which is the chapter's own scenario. */
  readonly from: number
}

/** What the reader may do at the end of a chapter. */
export type Act =
  | { readonly kind: 'torrent-file' }
  | { readonly kind: 'knobs' }
  | { readonly kind: 'kill-node'; readonly variants: readonly string[] }
  | { readonly kind: 'choke-by-hand'; readonly group: string; readonly seconds: number }
  | { readonly kind: 'trade-a-pair' }
  | { readonly kind: 'map'; readonly knobs: readonly [string, string]; readonly figure: string }
  | { readonly kind: 'leave-earlier'; readonly group: string }
  | { readonly kind: 'sandbox'; readonly presets: readonly Preset[] }

/** A shipped scenario that the sandbox can open, made small enough for the page. */
export interface Preset {
  readonly scenario: string
  readonly set: readonly string[]
}

/**
 * A statement of the chapter's text, and whether a reader's run agrees. `strength` is what the text
 * promises: true for every seed, or for most of them.
 */
export interface Claim {
  readonly id: string
  readonly strength: 'always' | 'most'
  readonly holds: (runs: Runs) => boolean
}

/**
 * A chapter without its words. They lie in `src/demo/words`, under keys made of the chapter's id
 * and the ids in it: `keysOf` lists them.
 */
export interface Chapter {
  readonly id: ChapterId
  /** A document of the scenario language. */
  readonly scenario: object
  /** The first one is the chapter's own scenario. */
  readonly variants: readonly Variant[]
  readonly bet: Bet
  readonly steps: readonly Step[]
  /** Measured values for the braces in the texts: `{swarm}` is the figure `swarm`. */
  readonly figures: Readonly<Record<string, Figure>>
  readonly knobs: readonly Knob[]
  readonly act: Act
  readonly claims: readonly Claim[]
}

/** Share of random seeds that must agree with a claim of each strength. */
export const AGREEMENT = { always: 1, most: 0.75 } as const

/** Lists the keys of all words of a chapter, in the order in which a reader meets them. */
export function keysOf(chapter: Chapter): string[] {
  const { variants, bet, steps, knobs, claims } = chapter
  const parts = [
    'title',
    'question',
    ...variants.map(({ id }) => `variant.${id}`),
    ...bet.options.map((id) => `bet.${id}`),
    ...steps.map(({ id }) => `step.${id}`),
    'reveal',
    'sentence.1',
    'sentence.2',
    ...claims.map(({ id }) => `claim.${id}`),
    ...knobs.map(({ id }) => `knob.${id}`),
    'try',
  ]
  return parts.map((part) => `${chapter.id}.${part}`)
}
