import { RAREST_WIDTH } from '../../stage/draw-peers.js'
import { groupColour, type Palette } from '../../stage/palette.js'
import { cross, groupShape, hourglass, mask, wall } from '../../stage/shapes.js'
import { groupName, t, type WordKey } from '../../words/words.js'
import * as store from '../store.js'
import { palette } from '../theme.js'

type Context = CanvasRenderingContext2D

/** Paints a sign of `SIZE` pixels; the colour of text and a line of 2 pixels are set. */
type Paint = (context: Context, colours: Palette) => void

const SIZE = 24
const MIDDLE = SIZE / 2

/** Strokes what is added to the path. */
const stroked =
  (add: (context: Context) => void, change: Paint = () => undefined): Paint =>
  (context, colours) => {
    change(context, colours)
    add(context)
    context.stroke()
  }

/** Fills it. */
const filled =
  (add: (context: Context) => void, change: Paint = () => undefined): Paint =>
  (context, colours) => {
    change(context, colours)
    add(context)
    context.fill('evenodd')
  }

const line =
  (...heights: readonly number[]) =>
  (context: Context) => {
    for (const height of heights) {
      context.moveTo(1, MIDDLE + height)
      context.lineTo(SIZE - 1, MIDDLE + height)
    }
  }

const disc = (radius: number) => (context: Context) =>
  context.arc(MIDDLE, MIDDLE, radius, 0, 2 * Math.PI)

const square = (half: number) => (context: Context) =>
  context.rect(MIDDLE - half, MIDDLE - half, 2 * half, 2 * half)

/** The signs of the stage. To explain another, add a line and its text. */
const SIGNS: readonly (readonly [WordKey, Paint])[] = [
  ['legendUnchoked', stroked(line(0))],
  ['legendTrade', stroked(line(-3, 3))],
  ['legendOptimistic', stroked(line(0), (context) => context.setLineDash([5, 4]))],
  [
    'legendInterested',
    stroked(line(0), (context, { faint }) => {
      context.strokeStyle = faint
      context.lineWidth = 1
    }),
  ],
  [
    'legendChoked',
    stroked(line(0), (context, { wasted }) => {
      context.strokeStyle = wasted
      context.lineWidth = 1.2
    }),
  ],
  [
    'legendImproving',
    stroked(line(0), (context, { rarest }) => {
      context.strokeStyle = rarest
    }),
  ],
  ['legendBlock', filled(disc(4))],
  [
    'legendWasted',
    filled(square(4), (context, { wasted }) => {
      context.fillStyle = wasted
    }),
  ],
  ['legendRing', paintRing],
  ['legendSeed', stroked(disc(9))],
  ['legendSnubbed', filled((context) => hourglass(context, MIDDLE, MIDDLE, 7))],
  ['legendFreeRider', filled((context) => mask(context, MIDDLE, MIDDLE, 6))],
  ['legendNat', filled((context) => wall(context, MIDDLE, MIDDLE, 7))],
  [
    'legendOffline',
    stroked(
      (context) => cross(context, MIDDLE, MIDDLE, 7),
      (context, { wasted }) => {
        context.strokeStyle = wasted
      },
    ),
  ],
]

function paintRing(context: Context, { missing, rarest, text }: Palette): void {
  const width = 4
  const parts = [
    [missing, width, 0, 2 * Math.PI],
    [text, width, -Math.PI / 2, Math.PI / 2],
    [rarest, width * RAREST_WIDTH, Math.PI / 2, Math.PI / 2 + 0.5],
  ] as const
  for (const [colour, lineWidth, from, to] of parts) {
    context.beginPath()
    context.lineWidth = lineWidth
    context.strokeStyle = colour
    context.arc(MIDDLE, MIDDLE, 8, from, to)
    context.stroke()
  }
}

/** A canvas with one sign of the stage. */
function Sign({ paint }: { paint: Paint }) {
  const colours = palette.value
  const draw = (canvas: HTMLCanvasElement | null) => {
    const context = canvas?.getContext('2d')
    if (!canvas || !context) return
    canvas.width = SIZE * devicePixelRatio
    canvas.height = SIZE * devicePixelRatio
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.strokeStyle = colours.text
    context.fillStyle = colours.text
    context.lineWidth = 2
    context.beginPath()
    paint(context, colours)
  }
  return <canvas ref={draw} style={{ width: `${SIZE}px`, height: `${SIZE}px` }} />
}

/** Explains the signs of the stage, and the shape and colour of each group. */
export function LegendPanel() {
  const groups = store.recording.value?.header.groups ?? []
  return (
    <>
      <ul class="legend">
        {groups.map(({ name, count }, group) => (
          <li key={name}>
            <Sign
              paint={filled(
                (context) => groupShape(context, group, MIDDLE, MIDDLE, 9),
                (context, colours) => {
                  context.fillStyle = groupColour(colours, group)
                },
              )}
            />
            <span>
              <b>{groupName(name)}</b> ×{count}
            </span>
          </li>
        ))}
        {SIGNS.map(([key, paint]) => (
          <li key={key}>
            <Sign paint={paint} /> {t(key)}
          </li>
        ))}
      </ul>
      <p class="note">{t('legendTicks')}</p>
      <p class="note">{t(`layout-means-${store.layout.value}`)}</p>
    </>
  )
}
