import { z } from 'zod'
import {
  PICKERS,
  type PolicySetting,
  type PolicySettings,
  standardSettings,
} from '../policy/catalogue.js'
import type { GroupSettings } from '../sim/settings.js'
import { choice, quantity, whole } from './scenario-value.js'

/** A picker and what it is told. */
export type PickerChoice = Pick<GroupSettings, 'picker' | 'pickerSettings'>

const names = Object.keys(PICKERS)

/** The shape of a policy with what it is told: its name and a key a setting. */
export function toldShape(
  name: string,
  what: string,
  settings: Readonly<Record<string, PolicySetting>>,
) {
  const keys = Object.entries(settings).map(([key, { about, kind, standard }]) => {
    if (kind === 'whole') return [key, whole(`${about} Default: ${standard}.`, 1).optional()]
    const percent = `${about} Default: "${standard * 100}%".`
    return [key, quantity('share', percent).optional()]
  })
  const shape = Object.fromEntries(keys) as Record<string, z.ZodType<number | undefined>>
  return z.strictObject({
    name: z.literal(name, { error: `the name "${name}"` }).describe(what),
    ...shape,
  })
}

const [first, ...others] = names.map((name) =>
  toldShape(name, 'The picker.', PICKERS[name].settings),
)
const objects = z.discriminatedUnion('name', [first, ...others])

/** A picker by name, or with what it is told. */
export const pickerSchema = z
  .union([choice('a piece picker', 'A picker as it is by default.', names), objects], {
    error: 'a piece picker, e.g. "rarest-first" or {"name": "streaming", "window": 20}',
  })
  .describe('Which piece to fetch next. Default: "rarest-first".')
  .optional()

/** A picker as read. */
export type PickerDocument = z.infer<typeof pickerSchema>

/** Fills in a picker and what it is told. */
export function readPicker(said: PickerDocument, base: PickerChoice): PickerChoice {
  if (said === undefined) return { picker: base.picker, pickerSettings: base.pickerSettings }
  const { name, ...told } = typeof said === 'string' ? { name: said } : said
  const standard = standardSettings(PICKERS[name].settings)
  // The shape above lets nothing but numbers through.
  return { picker: name, pickerSettings: { ...standard, ...(told as PolicySettings) } }
}

/** The document that says a picker in full. */
export function writePicker({ picker, pickerSettings }: PickerChoice): PickerDocument {
  const told = Object.keys(pickerSettings).length > 0
  return told ? ({ name: picker, ...pickerSettings } as PickerDocument) : picker
}
