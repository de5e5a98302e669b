type Outline = Pick<CanvasRenderingContext2D, 'moveTo' | 'lineTo' | 'closePath' | 'arc'>
type Context = Outline & Pick<CanvasRenderingContext2D, 'rect'>

/** The corners of each group's shape, in order and then again from the first; 0 is a disc. */
const CORNERS = [0, 4, 3, 6, 5]

/** Adds the shape of a group to the path: a disc or a regular polygon. */
export function groupShape(path: Outline, group: number, x: number, y: number, radius: number) {
  const corners = CORNERS[group % CORNERS.length]
  if (corners === 0) {
    path.moveTo(x + radius, y)
    path.arc(x, y, radius, 0, 2 * Math.PI)
    return
  }
  const turn = corners === 4 ? Math.PI / 4 : -Math.PI / 2
  for (let i = 0; i < corners; i++) {
    const angle = turn + (i / corners) * 2 * Math.PI
    const [px, py] = [x + Math.cos(angle) * radius, y + Math.sin(angle) * radius]
    if (i === 0) path.moveTo(px, py)
    else path.lineTo(px, py)
  }
  path.closePath()
}

/** Adds an hourglass: two triangles, tip on tip. */
export function hourglass(path: Context, x: number, y: number, size: number) {
  path.moveTo(x - size * 0.7, y - size)
  path.lineTo(x + size * 0.7, y - size)
  path.lineTo(x - size * 0.7, y + size)
  path.lineTo(x + size * 0.7, y + size)
  path.closePath()
}

/** Adds a mask: two eyes on a band. Fill it by the rule "evenodd". */
export function mask(path: Context, x: number, y: number, size: number) {
  path.rect(x - size * 1.5, y - size * 0.7, size * 3, size * 1.4)
  for (const side of [-1, 1]) {
    path.moveTo(x + side * size * 0.7 + size * 0.4, y)
    path.arc(x + side * size * 0.7, y, size * 0.4, 0, 2 * Math.PI)
  }
}

/** Adds a wall: three bricks in two rows. */
export function wall(path: Context, x: number, y: number, size: number) {
  const gap = size * 0.2
  path.rect(x - size * 1.4, y - size, size * 2.8, size - gap)
  path.rect(x - size * 1.4, y + gap, size * 1.3, size - gap)
  path.rect(x + gap, y + gap, size * 1.4 - gap, size - gap)
}

/** Adds a cross of two lines, to be stroked. */
export function cross(path: Context, x: number, y: number, size: number) {
  path.moveTo(x - size, y - size)
  path.lineTo(x + size, y + size)
  path.moveTo(x + size, y - size)
  path.lineTo(x - size, y + size)
}
