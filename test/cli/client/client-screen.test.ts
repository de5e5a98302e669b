import { expect, it, vi } from 'vitest'
import { ClientScreen } from '../../../src/cli/client/client-screen.js'
import { columnsOf } from '../../../src/cli/terminal/columns.js'
import { type NeighbourView, SessionView } from '../../../src/net/session/session-view.js'
import { freshFolder, seeding, shared } from './shared-content.js'

it('the live view fits 80 columns and clears just its own lines', async () => {
  const source = shared([{ path: '', sizeBytes: 200_000 }], 16384)
  const { client } = await seeding(source)
  vi.useFakeTimers()
  let shown = ''
  const output = { isTTY: true, columns: 80, write: (text: string) => (shown += text) }
  const screen = new ClientScreen('album \x1b[31m', client.session!, output)
  vi.advanceTimersByTime(1000)
  const first = shown
  shown = ''
  screen.showMessage('a message')
  screen.close()
  vi.useRealTimers()
  expect(first.split('\n').every((line) => line.length < 80)).toBe(true)
  expect(first).not.toContain('\x1b[31m')
  expect(first).toContain('no neighbours yet')
  const lines = first.split('\n').length - 1
  expect(shown.startsWith(`\r\x1b[${lines}A\x1b[Ja message\n`)).toBe(true)
})

/** The lines that a screen of this size shows for some neighbours after two seconds. */
async function frameOf(
  { columns, rows = 24 }: { readonly columns: number; readonly rows?: number },
  count: number,
  name = 'qBittorrent 4.6.7',
): Promise<readonly string[]> {
  const { client } = await seeding(shared([{ path: '', sizeBytes: 200_000 }], 16384))
  let downloadedBytes = 0
  const view = (i: number): NeighbourView => ({
    address: `123.123.123.${100 + i}:51413`,
    client: name,
    source: 'tracker',
    share: 0.5,
    downloadedBytes,
    uploadedBytes: 0,
    flags: ['wanted', 'interested', 'choked by us', 'snubbing us', 'encrypted', 'dialled us'],
  })
  const looks = vi.spyOn(SessionView.prototype, 'neighbours').mockImplementation(() => {
    downloadedBytes += 2 ** 20
    return Array.from({ length: count }, (_, i) => view(i))
  })
  vi.useFakeTimers()
  let shown = ''
  const output = { isTTY: true, columns, rows, write: (text: string) => (shown = text) }
  const screen = new ClientScreen('album', client.session!, output)
  vi.advanceTimersByTime(2000)
  const lines = shown.split('\n')
  screen.close()
  vi.useRealTimers()
  looks.mockRestore()
  return lines
}

/** The lines of the table of neighbours. */
async function shownOf(columns: number, count: number): Promise<readonly string[]> {
  const lines = await frameOf({ columns }, count)
  return lines.slice(lines.findIndex((line) => line.startsWith('address')))
}

it("with 80 columns, a neighbour's client is below its rates", async () => {
  const lines = await shownOf(80, 2)
  expect(lines).toEqual([
    'address                has   down     up',
    '123.123.123.100:51413  50 %  1 MiB/s  0 B/s',
    '  qBittorrent 4.6.7 (tracker): wanted, interested, choked by us, snubbing us …',
    '123.123.123.101:51413  50 %  1 MiB/s  0 B/s',
    '  qBittorrent 4.6.7 (tracker): wanted, interested, choked by us, snubbing us …',
    '',
  ])
})

it('with 120 columns, a neighbour takes one line', async () => {
  const [head, first] = await shownOf(120, 2)
  expect(head).toMatch(/^address +client +source +has +down +up +state$/)
  expect(first).toMatch(
    /^123\.123\.123\.100:51413 +qBittorrent 4\.6\.7 +tracker +50 % +1 MiB\/s +0/,
  )
  expect(first).toContain('wanted, interested')
})

it.each([80, 120])('40 neighbours take at most 17 lines with %i columns', async (columns) => {
  const lines = await shownOf(columns, 40)
  expect(lines.length).toBeLessThanOrEqual(18)
  expect(lines.at(-2)).toBe(`and ${columns === 80 ? 33 : 25} more`)
})

it.each([80, 120])(
  'client names in wide characters make no line wider than %i columns',
  async (columns) => {
    const lines = await frameOf({ columns }, 2, '🎵日本語クライアント'.repeat(4))
    expect(lines.filter((line) => columnsOf(line) >= columns)).toEqual([])
    expect(lines.join()).toContain('🎵日本語')
  },
)

it.each([80, 120])(
  'the live view fits a terminal with few rows and %i columns',
  async (columns) => {
    for (let rows = 2; rows < 24; rows++) {
      const lines = await frameOf({ columns, rows }, 40)
      // The last item is the text after the last line break.
      expect(lines.length).toBeLessThanOrEqual(rows)
      const shown = lines.filter((line) => line.startsWith('123.')).length
      if (shown > 0) expect(lines.at(-2)).toBe(`and ${40 - shown} more`)
      if (rows >= 10) expect(shown).toBeGreaterThan(0)
    }
  },
)

it('a neighbour that takes 64 KiB/s in bursts of 8 s is never shown as idle', async () => {
  const { client } = await seeding(shared([{ path: '', sizeBytes: 200_000 }], 16384))
  let seconds = 0
  const looks = vi.spyOn(SessionView.prototype, 'neighbours').mockImplementation(() => {
    seconds++
    const uploadedBytes = 512 * 1024 * Math.floor(seconds / 8)
    const rest = { client: 'x', source: 'tracker' as const, share: 0, flags: [] }
    return [{ address: '127.0.0.1:2', downloadedBytes: 0, uploadedBytes, ...rest }]
  })
  vi.useFakeTimers()
  const rates: number[] = []
  const write = (text: string) => {
    const up = /^127.*B\/s +([\d.]+) KiB\/s/m.exec(text)?.[1]
    if (seconds > 20) rates.push(Number(up ?? 0))
  }
  const screen = new ClientScreen('album', client.session!, { isTTY: true, columns: 80, write })
  vi.advanceTimersByTime(60_000)
  const shown = rates.filter((_, i) => i % 2 === 1)
  screen.close()
  vi.useRealTimers()
  looks.mockRestore()
  expect(shown).toHaveLength(40)
  expect(Math.min(...shown)).toBeGreaterThan(64 * 0.7)
  expect(Math.max(...shown)).toBeLessThan(64 * 1.3)
})

it('the last frame has no rates, copies or neighbours', async () => {
  const { client } = await seeding(shared([{ path: '', sizeBytes: 200_000 }], 16384))
  vi.useFakeTimers()
  let shown = ''
  const output = { isTTY: true, columns: 80, write: (text: string) => (shown += text) }
  const screen = new ClientScreen('album', client.session!, output)
  vi.advanceTimersByTime(1000)
  const lines = shown.split('\n').length - 1
  // The client has every piece, so there are no copies to count.
  expect(shown).not.toContain('copies')
  shown = ''
  screen.close()
  vi.useRealTimers()
  const wipe = `\r\x1b[${lines}A\x1b[J`
  expect(shown).toBe(`${wipe}album: 100 % of 195 KiB\npieces [#############]\n`)
})

it('without a terminal, a line every five seconds shows that no data arrives', async () => {
  const { metainfo } = shared([{ path: '', sizeBytes: 200_000 }], 16384)
  const { client } = await seeding({ folder: freshFolder(), metainfo })
  vi.useFakeTimers()
  let shown = ''
  const output = { write: (text: string) => (shown += text) }
  const screen = new ClientScreen('album', client.session!, output)
  vi.advanceTimersByTime(10_000)
  screen.close()
  vi.useRealTimers()
  const line = 'album: 0 % of 195 KiB, down 0 B/s, up 0 B/s, no data, 0 neighbours\n'
  expect(shown).toBe(line.repeat(2))
})
