import type { PolicySetting } from '../../policy/catalogue.js'

/** What a name can stand for. */
export type NamedKind =
  | 'scenario'
  | 'model'
  | 'chapter'
  | 'sweep'
  | 'choker'
  | 'picker'
  | 'super-seeding'
  | 'behaviour'
  | 'preset'

/** Something with a name that a command line or a scenario can use. */
export interface Named {
  readonly kind: NamedKind
  readonly name: string
  /** One line. */
  readonly title: string
  /** The whole story. */
  readonly about: string
  /** Where it comes from: a paper, a specification. */
  readonly source?: string
  /** The JSON file that holds it. */
  readonly file?: string
  /** The numbers that a scenario can give it. */
  readonly settings?: Readonly<Record<string, PolicySetting>>
}

/** What the catalogues say of an entry. */
interface Entry {
  readonly about: string
  readonly source: string
  readonly settings?: Readonly<Record<string, PolicySetting>>
}

/** Loads everything of one kind. What is not asked for is not loaded. */
export const NAMED: Readonly<Record<NamedKind, () => Promise<readonly Named[]>>> = {
  scenario: async () => {
    const { shippedScenarios } = await import('../../machine/input/scenario-file.js')
    return shippedScenarios().map((each) => ({ kind: 'scenario', ...each }))
  },
  model: async () => {
    const { shippedModels } = await import('../../machine/input/scenario-file.js')
    return shippedModels().map((each) => ({ kind: 'model', ...each }))
  },
  chapter: async () => {
    const { shippedChapters } = await import('../../machine/input/scenario-file.js')
    return shippedChapters().map((each) => ({ kind: 'chapter', ...each }))
  },
  sweep: async () => {
    const { shippedSweeps } = await import('../../machine/input/sweep-file.js')
    return shippedSweeps().map((each) => ({
      kind: 'sweep',
      ...each,
      title: firstSentence(each.about),
    }))
  },
  choker: async () => entries('choker', (await import('../../policy/catalogue.js')).CHOKERS),
  picker: async () => entries('picker', (await import('../../policy/catalogue.js')).PICKERS),
  'super-seeding': async () =>
    entries('super-seeding', (await import('../../policy/super-seedings.js')).SUPER_SEEDINGS),
  behaviour: async () =>
    entries('behaviour', (await import('../../policy/behaviours.js')).BEHAVIOURS),
  preset: async () => entries('preset', (await import('../../lab/scenario/presets.js')).PRESETS),
}

/** Loads everything of several kinds, in their order. */
export async function namedOf(kinds: readonly NamedKind[]): Promise<Named[]> {
  return (await Promise.all(kinds.map((kind) => NAMED[kind]()))).flat()
}

/** The kinds that a group of peers can name as its policies. */
export const POLICY_KINDS = ['choker', 'picker', 'super-seeding', 'behaviour'] as const

/** Every kind. */
export const ALL_KINDS = Object.keys(NAMED) as NamedKind[]

function entries(kind: NamedKind, catalogue: Readonly<Record<string, Entry>>): Named[] {
  return Object.entries(catalogue).map(([name, { about, source, settings }]) => ({
    kind,
    name,
    title: about,
    about,
    source,
    ...(settings === undefined ? {} : { settings }),
  }))
}

function firstSentence(text: string): string {
  const [sentence] = /^.*?[.:;?](?=\s|$)/s.exec(text) ?? [text]
  return sentence.replace(/[.:;]$/, '')
}
