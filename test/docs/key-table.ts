import { alternativesOf, type JsonSchema } from '../../src/lab/scenario/json-schema.js'
import { QUANTITY_PATTERNS, type Quantity } from '../../src/lab/scenario/units.js'
import { BASE_UNITS } from '../../src/lab/scenario/value.js'

const QUANTITIES = Object.keys(BASE_UNITS) as Quantity[]

/** Longer lists of values have their own section. */
const MAX_VALUES = 4

const HEAD = ['Key', 'Type', 'Default', 'Example', 'Meaning']

/** A Markdown table of an object's keys; `links` name the sections that describe some of them. */
export function keyTable(object: JsonSchema, links: Readonly<Record<string, string>> = {}): string {
  return table(HEAD, keyRows(object, links))
}

/** The rows of a table of keys; those in `without` are left out. */
export function keyRows(
  { properties = {}, required = [] }: JsonSchema,
  links: Readonly<Record<string, string>> = {},
  without: readonly string[] = [],
): string[][] {
  return Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, schema]) => {
      const link =
        links[name] === undefined ? '' : `, see [${links[name]}](#${anchor(links[name])})`
      const standard = required.includes(name) ? 'required' : defaultOf(schema)
      const type = `${typeOf(schema)}${link}`
      return [code(name), type, standard, exampleOf(schema), meaningOf(schema)]
    })
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** The anchor that GitHub gives to a heading. */
export function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}

/** A value as code, in JSON. */
export function jsonCode(value: unknown): string {
  const spaced = JSON.stringify(value, null, 1).replaceAll(/\n */g, ' ')
  return code(spaced.replaceAll(/([[{]) /g, '$1').replaceAll(/ ([\]}])/g, '$1'))
}

/** A schema's description, without the default and the unit, which have their own columns. */
export function meaningOf({ description = '' }: JsonSchema): string {
  return description.replace(/ Default: .*$/, '').replace(/ A plain number is [^.]*\./, '')
}

function defaultOf({ default: standard, description = '' }: JsonSchema): string {
  if (standard !== undefined) return jsonCode(standard)
  return / Default: (.*)\.$/.exec(description)?.[1] ?? '–'
}

function exampleOf(schema: JsonSchema): string {
  const { examples, default: standard, const: constant, enum: values, type } = schema
  const example = examples?.[0] ?? standard ?? constant ?? values?.[0]
  return jsonCode(example ?? (type === 'boolean' ? true : '…'))
}

/** The type of a value in words: `time`, `whole number, 1 to 1000`, `"all" or object`. */
function typeOf(schema: JsonSchema): string {
  const parts = alternativesOf(schema)
  if (parts.length > 0) return [...new Set(parts.map(typeOf))].join(' or ')
  const { type, const: constant, enum: values, pattern = '' } = schema
  if (schema.$ref !== undefined || schema.allOf !== undefined) return 'model'
  if (constant !== undefined) return jsonCode(constant)
  if (values !== undefined) return choiceOf(values)
  const quantity = QUANTITIES.find((one) => pattern.startsWith(QUANTITY_PATTERNS[one]))
  if (quantity !== undefined) return [quantity, ...wordsOf(pattern)].join(' or ')
  if (type === 'integer') return `whole number${rangeOf(schema)}`
  if (type === 'number') return `number${rangeOf(schema)}`
  if (type === 'array') return 'list'
  return Array.isArray(type) ? type.map(plainType).join(' or ') : plainType(String(type))
}

function choiceOf(values: readonly unknown[]): string {
  return values.length > MAX_VALUES ? 'name' : values.map(jsonCode).join(' or ')
}

/** The words that a quantity's pattern allows in its place. */
function wordsOf(pattern: string): string[] {
  return [...pattern.matchAll(/\|\^([a-z]+)\$/g)].map(([, word]) => jsonCode(word))
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  if (exclusiveMinimum !== undefined) return ` above ${exclusiveMinimum}`
  if (maximum === undefined) return ` of ${minimum} or more`
  return `, ${minimum} to ${maximum}`
}

function plainType(type: string): string {
  if (type === 'boolean') return '`true` or `false`'
  return type === 'string' ? 'text' : type
}

function code(text: string): string {
  return `\`${text}\``
}
