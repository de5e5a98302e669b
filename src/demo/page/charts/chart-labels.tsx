import { type Curve, type Frame, labelOf, lettersIn, TOP } from './chart-frame.js'

/** The height of a label, pixels. */
const LINE = 15

/** The names of the curves at their ends; those that would cover each other are moved apart. */
export function ChartLabels({ curves, frame }: LabelsProps) {
  const letters = lettersIn(frame)
  return (
    <>
      {placed(curves, frame).map(({ curve, x, end, y }) => (
        <g key={`${curve.run} ${curve.name}`} class="curve-label">
          <line x1={x} y1={end} x2={frame.right + 8} y2={y} stroke={curve.colour} />
          <text x={frame.right + 11} y={y + 4.5}>
            {shortened(labelOf(curve, curves), letters)}
          </text>
        </g>
      ))}
    </>
  )
}

interface LabelsProps {
  readonly curves: readonly Curve[]
  readonly frame: Frame
}

function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`
}

/** Where each label is, and where its curve ends; from the highest to the lowest. */
function placed(curves: readonly Curve[], { x, y, bottom }: Frame) {
  const ends = curves.flatMap((curve) => {
    const last = curve.values.findLastIndex((value) => value !== null)
    if (last < 0) return []
    const across = curve.across ?? curve.seconds
    const end = y(curve.values[last] as number)
    return [{ curve, x: x(across[last]), end, y: end }]
  })
  const sorted = ends.sort((a, b) => a.end - b.end)
  let least = TOP
  for (const label of sorted) {
    label.y = Math.max(label.y, least)
    least = label.y + LINE
  }
  let most = bottom
  for (const label of sorted.toReversed()) {
    label.y = Math.min(label.y, most)
    most = label.y - LINE
  }
  return sorted
}
