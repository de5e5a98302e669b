import { alternativesOf, type JsonSchema } from '../scenario/json-schema.js'
import { QUANTITY_PATTERNS } from '../scenario/units.js'
import type { Draw } from './draw.js'
import { rangeOf } from './ranges.js'

/** Nested models are at most this deep. */
const MAX_NESTING = 2

/**
 * Draws random values that a JSON Schema permits. So a key that is new in the schema is drawn at
 * once. Free texts are left out: only the caller can choose a name or a file.
 */
export class SchemaValues {
  readonly #draw: Draw
  readonly #definitions: Readonly<Record<string, JsonSchema>>
  /** The probability that an optional key is given. */
  readonly #density: number

  constructor(draw: Draw, { definitions = {} }: JsonSchema, density: number) {
    this.#draw = draw
    this.#definitions = definitions
    this.#density = density
  }

  /** Draws a value at a path such as `groups.*.access`; undefined if it can draw none. */
  value(schema: JsonSchema, path: string, depth = 0): unknown {
    const draw = this.#draw
    if (schema.$ref !== undefined) return this.#referred(schema.$ref, path, depth)
    if (schema.allOf !== undefined) return this.value(schema.allOf[0], path, depth)
    const alternatives = alternativesOf(schema)
    if (alternatives.length > 0) return this.#alternative(alternatives, path, depth)
    if ('const' in schema) return schema.const
    if (schema.enum !== undefined) return draw.pick(schema.enum)
    if (schema.properties !== undefined) return this.object(schema, path, depth)
    if (schema.type === 'boolean') return draw.chance(0.5)
    if (schema.type === 'array') return this.#list(schema, path, depth)
    return this.#number(schema, path)
  }

  /** Draws an object: each required key, and some of the others but not those in `without`. */
  object(schema: JsonSchema, path: string, depth = 0, without: readonly string[] = []): object {
    const { properties = {}, required = [] } = schema
    const drawn: Record<string, unknown> = {}
    for (const [key, part] of Object.entries(properties)) {
      if (without.includes(key)) continue
      if (!required.includes(key) && !this.#draw.chance(this.#density)) continue
      const value = this.value(part, path === '' ? key : `${path}.${key}`, depth)
      if (value !== undefined) drawn[key] = value
    }
    return drawn
  }

  #referred(name: string, path: string, depth: number): unknown {
    const target = this.#definitions[name.replace('#/definitions/', '')]
    return depth >= MAX_NESTING ? undefined : this.value(target, path, depth + 1)
  }

  #alternative(alternatives: readonly JsonSchema[], path: string, depth: number): unknown {
    const usable = alternatives.filter((one) => !isFreeText(one))
    return usable.length === 0 ? undefined : this.value(this.#draw.pick(usable), path, depth)
  }

  #list({ items = {} }: JsonSchema, path: string, depth: number): unknown[] {
    const drawn = Array.from({ length: this.#draw.whole(0, 4) }, () =>
      this.value(items, `${path}.*`, depth),
    )
    return drawn.filter((value) => value !== undefined)
  }

  #number(schema: JsonSchema, path: string): unknown {
    const kind = kindOf(schema)
    if (kind === undefined) return undefined
    const draw = this.#draw
    const word = /\^([a-z]+)\$$/.exec(schema.pattern ?? '')?.[1]
    if (word !== undefined && draw.chance(0.3)) return word
    const { minimum, exclusiveMinimum, maximum = Number.POSITIVE_INFINITY } = schema
    const least = minimum ?? exclusiveMinimum ?? 0
    const range = rangeOf(path, kind)
    const most = Math.min(range.most, maximum)
    if (kind === 'whole' || kind === 'size') {
      const from = Math.max(range.least, least)
      return kind === 'size'
        ? Math.round(draw.spread(from, most))
        : draw.whole(from, Math.max(from, most))
    }
    if (minimum === 0 && draw.chance(0.15)) return 0
    if (kind === 'share' && draw.chance(0.1)) return maximum
    return draw.spread(Math.min(range.least, most), most)
  }
}

function isFreeText({ type, pattern, enum: values }: JsonSchema): boolean {
  return type === 'string' && pattern === undefined && values === undefined
}

/** Returns the kind of a number: a quantity with a unit, or plain; undefined for a free text. */
function kindOf({ type, pattern }: JsonSchema): string | undefined {
  if (type === 'integer') return 'whole'
  if (type === 'number') return 'number'
  const kinds = Object.entries(QUANTITY_PATTERNS)
  return kinds.find(([, text]) => pattern?.startsWith(text))?.[0]
}
