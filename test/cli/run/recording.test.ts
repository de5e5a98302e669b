import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RunRecorder } from '../../../src/cli/run/recording-file.js'
import { Experiment } from '../../../src/lab/run/experiment.js'
import { expandScenario } from '../../../src/lab/scenario/scenario.js'
import { decodeRecording } from '../../../src/replay/binary.js'
import { folderWith, onlyRun, SMALL } from '../small-swarm.js'
import { sim } from '../terminal/recorder.js'

let place: ReturnType<typeof folderWith>
let folder: string
let file: string

beforeAll(async () => {
  place = folderWith(SMALL)
  await sim('run', place.file, '--out', place.out, '--no-charts', '--quiet', '--record')
  folder = onlyRun(place.out)
  file = join(folder, 'recording.bin.gz')
})
afterAll(() => rmSync(place.folder, { recursive: true, force: true }))

describe('sim run --record', () => {
  it('writes a recording with the trace hash of the run', async () => {
    const { header, blocks } = decodeRecording(gunzipSync(readFileSync(file)))
    const { traceHash, seed } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(header).toMatchObject({ traceHash, seed, name: 'small', hostCount: 21 })
    expect(blocks.start.length).toBeGreaterThan(20 * 256)
    expect((await sim('verify', folder, '--quiet')).code).toBe(0)
  })

  it('drops a recording that grows too large, and says what to do', async () => {
    const { settings } = expandScenario(SMALL, 'small.json')
    const experiment = new Experiment(settings)
    let text = ''
    const recorder = new RunRecorder(experiment, { write: (part) => (text += part) }, 100_000)
    while (experiment.step(5000)) await recorder.check()
    await recorder.save(place.folder, { name: 'small', title: 'small' })
    expect(text).toMatch(/^--record: the recording reached 97.7 KiB after \S+ s of simulated time/)
    expect(text).toContain('Record less: --until "10 min"')
    expect(text.match(/--record/g)).toHaveLength(1)
    expect(existsSync(join(place.folder, 'recording.bin.gz'))).toBe(false)
  })

  it('is refused on real sockets', async () => {
    const { code, stderr } = await sim('run', place.file, '--record', '--transport', 'tcp')
    expect(code).toBe(2)
    expect(stderr).toContain('--record: only simulated runs are recorded')
  })
})

describe('sim trace', () => {
  it('prints the life of a peer in order', async () => {
    const { code, stdout } = await sim('trace', folder, '--peer', '7')
    expect(code).toBe(0)
    const [title, ...lines] = stdout.trimEnd().split('\n')
    expect(title).toBe('Peer 7 (crowd) of small, seed one')
    expect(lines[0]).toMatch(/^ +\d:\d\d\.\d\d {2}arrives with no piece$/)
    const times = lines.map((line) => line.slice(0, 11))
    expect(times).toEqual(times.toSorted())
    for (const pattern of [
      /the tracker answers: \d+ addresses$/,
      /(is connected to peer \d+ \(\w+\)|makes \d+ connections.*: (\d+ \w+(, )?)+)$/,
      /unchokes peer \d+ \(crowd\): fastest, rank 1, [\d.]+ kbit\/s$/,
      /peer \d+ \(\w+\) unchokes it: /,
      /starts piece \d+, requested from peer .*: \d+ cop(y|ies) among its neighbours, none rarer, /,
      /has piece \d+: 4 blocks from \d+ \(\w+\)$/,
      /is complete$/,
    ]) {
      expect(stdout).toMatch(new RegExp(pattern, 'm'))
    }
    expect(lines.filter((line) => line.includes('has piece'))).toHaveLength(64)
  })

  it('sums up connections in a row, and leaves none out', async () => {
    const { stdout } = await sim('trace', folder, '--peer', '7')
    const json = await sim('trace', folder, '--peer', '7', '--json')
    const single = stdout.match(/is connected to/g)?.length ?? 0
    const sums = [...stdout.matchAll(/makes (\d+) connections[^:]*(?::\d\d\.\d\d)?: (.*)$/gm)]
    let summed = 0
    for (const [, count, groups] of sums) {
      const counts = groups.split(', ').map((group) => Number.parseInt(group, 10))
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(Number(count))
      summed += Number(count)
    }
    expect(sums.length).toBeGreaterThan(0)
    expect(single + summed).toBe(json.stdout.match(/"kind":"connects"/g)?.length)
    expect(stdout).not.toMatch(/(is connected to|makes \d).*\n.*(is connected to|makes \d)/)
  })

  it('prints a part of it, as JSON or CSV', async () => {
    const part = ['--peer', '7', '--from', '20 s', '--to', '40']
    const json = await sim('trace', folder, ...part, '--json')
    const moments = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(moments.length).toBeGreaterThan(3)
    for (const { seconds } of moments) expect(seconds >= 20 && seconds <= 40).toBe(true)
    const [head, ...rows] = (await sim('trace', folder, ...part, '--csv')).stdout.trim().split('\n')
    expect(head).toMatch(/^seconds,kind,other,piece,/)
    expect(rows).toHaveLength(moments.length)
    const nothing = await sim('trace', folder, '--peer', '7', '--from', '2 h')
    expect(nothing.stdout).toContain('Nothing happens to it')
  })

  it.each([
    [['--peer', '21'], 'expected a whole number from 0 to 20, found "21"; the first of each group'],
    [['--peer', 'x'], 'found "x"'],
    [[], /--peer: .*found none.*Try sim trace \S+ --peer 1\n$/],
    [['--peer', '1', '--from', 'soon'], '--from: expected a time, e.g. "2 min", found "soon"'],
    [['--peer', '1', '--from', '9', '--to', '8'], '--to: expected a time after --from'],
  ])('refuses %j with one message', async (words, message) => {
    const { code, stderr, stdout } = await sim('trace', folder, ...words)
    expect({ code, stdout, lines: stderr.split('\n').length }).toEqual({
      ...{ code: 2, stdout: '', lines: 2 },
    })
    expect(stderr).toMatch(message)
  })
})

it('a result without a recording, or with a damaged one, names the command to try', async () => {
  const bytes = readFileSync(file)
  const recordAgain =
    /record the run(?: again)?: sim run \S+ --out .* --record(?:; use .* prints)?\n$/
  const other = gunzipSync(bytes)
  other[4] = 1
  const cases: [Buffer | null, RegExp][] = [
    [bytes.subarray(0, 2000), /recording.bin.gz: a damaged recording: unexpected end of file/],
    [Buffer.from('{}'), /recording.bin.gz: a damaged recording: incorrect header check/],
    [gzipSync('{"version": 1}'), /recording.bin.gz: not a recording/],
    [gzipSync(other), /a recording of version 1; this program reads version 3/],
    [null, /: has no recording/],
  ]
  for (const [content, message] of cases) {
    if (content === null) rmSync(file)
    else writeFileSync(file, content)
    const { code, stderr } = await sim('trace', folder, '--peer', '7')
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(recordAgain)
    expect(code).toBe(2)
    const verified = await sim('verify', folder, '--quiet')
    expect(verified.code).toBe(content === null ? 0 : 2)
  }
  writeFileSync(file, bytes)
})
