import { readFileSync, readSync, statSync } from 'node:fs'
import { ScenarioError } from '../../lab/scenario/error.js'

/** Stands for standard input where a file is named. */
export const STANDARD_INPUT = '-'

/** What a text is and how large it may be. */
export interface TextKind {
  /** For messages: `a scenario`. */
  readonly what: string
  readonly mostBytes: number
}

/** How long to wait until a pipe that is empty now has more, milliseconds. */
const PIPE_PAUSE = 10

let standardInput: Buffer | undefined

/**
 * Reads a UTF-8 text from a file or from standard input.
 * @throws ScenarioError if it is too large or in UTF-16
 */
export function readText(file: string, kind: TextKind): string {
  const bytes = file === STANDARD_INPUT ? readStandardInput(kind) : readWhole(file, kind)
  if (isUtf16(bytes)) throw fileError(inputName(file), 'UTF-8', utf16Hint(file), '')
  return bytes.toString('utf8')
}

/** Returns what messages call a file. */
export function inputName(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file
}

/** Makes an issue with a whole file, which has no place in it. */
export function fileError(file: string, expected: string, found: string, suggestion: string) {
  return new ScenarioError([{ file, path: '', expected, found, suggestion, line: 0, column: 0 }])
}

function readWhole(file: string, kind: TextKind): Buffer {
  const { size } = statSync(file)
  if (size > kind.mostBytes) throw tooLarge(file, kind, `${size} bytes`)
  return readFileSync(file)
}

/** Reads it once: a command may load the same scenario again, with other settings. */
function readStandardInput(kind: TextKind): Buffer {
  if (standardInput !== undefined) return standardInput
  const parts: Buffer[] = []
  let size = 0
  for (let part = readPart(); part.length > 0; part = readPart()) {
    parts.push(part)
    size += part.length
    if (size > kind.mostBytes) throw tooLarge(STANDARD_INPUT, kind, 'more')
  }
  standardInput = Buffer.concat(parts)
  return standardInput
}

function readPart(): Buffer {
  const part = Buffer.alloc(1 << 16)
  for (;;) {
    try {
      return part.subarray(0, readSync(0, part))
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Windows reports the end of a pipe as an error.
      if (code === 'EOF') return part.subarray(0, 0)
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PIPE_PAUSE)
    }
  }
}

function tooLarge(file: string, { what, mostBytes }: TextKind, found: string): ScenarioError {
  return fileError(inputName(file), `${what} of at most ${mostBytes / 2 ** 20} MiB`, found, '')
}

/** Whether a text begins with the byte order mark of UTF-16, or with a letter in two bytes. */
function isUtf16([first, second]: Buffer): boolean {
  if (first === undefined || second === undefined) return false
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  return hasMark || (first === 0) !== (second === 0)
}

function utf16Hint(file: string): string {
  const from = file === STANDARD_INPUT ? 'FILE' : file
  return (
    'UTF-16; save it with the encoding UTF-8 in your editor, or in PowerShell: ' +
    `Get-Content "${from}" | Set-Content -Encoding utf8 NEW.json`
  )
}
