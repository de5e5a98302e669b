import { posix, win32 } from 'node:path'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { safePaths } from '../../../src/net/torrent/safe-path.js'
import { TorrentError } from '../../../src/net/torrent/torrent-error.js'
import { refusalOf } from './torrent-sample.js'

/** Returns one path after it was made safe. */
const safe = (path: string[], platform: NodeJS.Platform = 'linux') => safePaths([path], platform)[0]

describe('a path that would leave the download folder', () => {
  it.each([
    ['the folder above', ['album', '..', 'x'], 'which names another folder'],
    ['the folder itself', ['album', '.', 'x'], 'which names another folder'],
    ['a name with ../', ['album', '../../x'], 'a slash or backslash'],
    ['an absolute name', ['/etc/passwd'], 'a slash or backslash'],
    ['a name with a backslash', ['album', '..\\x'], 'a slash or backslash'],
    ['a Windows share', ['\\\\server\\share'], 'a slash or backslash'],
    ['an empty name', ['', 'etc', 'passwd'], 'an empty name'],
  ])('is refused on every system: %s', (_, path, found) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const message = refusalOf(() => safe(path, platform))
      expect(message).toMatch(/^file ".*": expected a valid file name, found /)
      expect(message).toContain(found)
    }
  })

  it('is made safe where Windows would drop dots and spaces', () => {
    expect(safe(['.. ', 'x'], 'win32')).toEqual(['___', 'x'])
    expect(safe(['...', 'x. .'], 'win32')).toEqual(['___', 'x___'])
  })

  it('is made safe where Windows has drives and streams', () => {
    expect(safe(['C:', 'x:y'], 'win32')).toEqual(['C_', 'x_y'])
    expect(safe(['C:', 'x:y'], 'linux')).toEqual(['C:', 'x:y'])
  })

  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc.constantFrom('..', '.', 'C:', '/', '\\', '', 'nul', '.. ', '\0'),
    fc.array(fc.constantFrom('.', '/', '\\', ':', ' ', 'a', '\0')).map((parts) => parts.join('')),
  )
  test.prop([fc.array(name, { minLength: 1, maxLength: 5 })], { numRuns: 2000 })(
    'is refused or stays in the folder, whatever its names',
    (path) => {
      for (const [platform, { resolve, sep }] of [
        ['linux', posix],
        ['win32', win32],
      ] as const) {
        const base = resolve('/downloads')
        try {
          const safely = safe(path, platform)
          expect(resolve(base, ...safely)).toBe([base, ...safely].join(sep))
          expect(safely).toHaveLength(path.length)
        } catch (error) {
          expect(error).toBeInstanceOf(TorrentError)
        }
      }
    },
  )
})

describe('a name', () => {
  it.each([
    ['NUL', 'a\0b', 'a_b'],
    ['control characters', 'a\nb\x1b[2Jc\x7f\x9b', 'a_b_[2Jc__'],
    ['a bidirectional override', 'photo\u202Egpj.exe', 'photo_gpj.exe'],
  ])('with %s is made safe everywhere', (_, name, expected) => {
    expect(safe([name])).toEqual([expected])
    expect(safe([name], 'win32')).toEqual([expected])
  })

  it.each(['CON', 'aux.c', 'Nul', 'com1.txt', 'con .txt', 'LPT9', 'com\u00b9'])(
    'of a device, %s, is changed on Windows alone',
    (name) => {
      expect(safe([name], 'win32')).toEqual([`_${name}`])
      expect(safe([name], 'linux')).toEqual([name])
    },
  )

  it.each(['console', 'auxiliary.c', 'com10', '.nul', 'ノート', 'a b', '..a', 'a..b', '~', '-rf'])(
    'such as %s is not changed',
    (name) => {
      for (const platform of ['linux', 'win32'] as const) {
        expect(safe([name, name], platform)).toEqual([name, name])
      }
    },
  )

  it('has at most 255 bytes, not characters', () => {
    expect(safe(['x'.repeat(255)])).toHaveLength(1)
    expect(refusalOf(() => safe(['x'.repeat(256)]))).toContain(
      'expected names of at most 255 bytes, found one of 256',
    )
    expect(refusalOf(() => safe(['ö'.repeat(128)]))).toContain('found one of 256')
  })

  it('has at most 100 folders before it and itself', () => {
    expect(safe(Array(100).fill('a'))).toHaveLength(100)
    expect(refusalOf(() => safe(Array(101).fill('a')))).toContain('at most 100 names, found 101')
  })
})

describe('two files', () => {
  it.each([
    [
      'of one path',
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      ['linux', 'win32', 'darwin'],
    ],
    ['that become one when made safe', [['a\n'], ['a_']], ['linux', 'win32', 'darwin']],
    [
      'that differ in case',
      [
        ['a', 'README'],
        ['a', 'readme'],
      ],
      ['win32', 'darwin'],
    ],
    [
      'whose folders differ in case',
      [
        ['A', 'b'],
        ['a', 'B'],
      ],
      ['win32', 'darwin'],
    ],
    ['that differ in how letters are composed', [['\u00e9'], ['e\u0301']], ['win32', 'darwin']],
    ['of which one is a folder', [['a', 'b'], ['a']], ['linux', 'win32', 'darwin']],
    [
      'of which the first is a folder of the second',
      [['a'], ['a', 'b', 'c']],
      ['linux', 'win32', 'darwin'],
    ],
    ['of which one is a folder except for case', [['A'], ['a', 'b']], ['win32', 'darwin']],
  ])('%s are refused on systems where they collide', (_, paths, platforms) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const act = () => safePaths(paths, platform)
      if (!platforms.includes(platform)) expect(act()).toEqual(paths)
      else expect(refusalOf(act)).toMatch(/^file ".*": expected (a path of its own|folders above)/)
    }
  })

  it('with paths that only look alike are accepted', () => {
    const paths = [['ab', 'c'], ['a', 'bc'], ['a', 'b', 'c'], ['abc']]
    expect(safePaths(paths, 'win32')).toEqual(paths)
  })
})

it('an error shows no control character of a path', () => {
  const message = refusalOf(() => safe(['\x1b[2J\u202e', '..', 'x'.repeat(300)]))
  expect(message).toContain('"_[2J_/../xxx')
  expect(message.length).toBeLessThan(200)
})
