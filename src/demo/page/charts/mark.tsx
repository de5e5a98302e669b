import { groupShape } from '../../stage/shapes.js'

interface MarkProps {
  readonly shape: number
  readonly x: number
  readonly y: number
  /** Pixels. */
  readonly radius: number
  readonly colour: string
  readonly class?: string
}

/** A mark of a chart: the shape that a group has on the stage, in its colour. */
export function Mark({ shape, x, y, radius, colour, class: name }: MarkProps) {
  return <path class={name} d={outline(shape, x, y, radius)} fill={colour} />
}

/** The mark of a group by itself, for a table or a legend. */
export function MarkKey({ shape, colour }: Pick<MarkProps, 'shape' | 'colour'>) {
  return (
    <svg class="mark" viewBox="0 0 14 14" aria-hidden="true">
      <Mark x={7} y={7} radius={5.5} {...{ shape, colour }} />
    </svg>
  )
}

/** Returns the outline of a group's shape as a path of SVG. */
function outline(shape: number, x: number, y: number, radius: number): string {
  let path = ''
  const add = (text: string) => {
    path += text
  }
  const point = (to: 'M' | 'L') => (px: number, py: number) =>
    add(`${to}${px.toFixed(1)} ${py.toFixed(1)}`)
  groupShape(
    {
      moveTo: point('M'),
      lineTo: point('L'),
      closePath: () => add('Z'),
      // A disc, from its rightmost point: two halves.
      arc: () => {
        const half = `a${radius} ${radius} 0 1 0`
        add(`${half} ${-2 * radius} 0${half} ${2 * radius} 0Z`)
      },
    },
    shape,
    x,
    y,
    radius,
  )
  return path
}
