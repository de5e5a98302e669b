import type { Chapter } from '../../chapters/chapter.js'
import type { Runs } from '../../chapters/run.js'

/** Returns the variants whose runs decide the bet; the chapter's own one until they are there. */
export function betVariants({ bet, variants }: Chapter, runs: Runs | null): string[] {
  const used = new Set<string>()
  if (runs !== null) {
    bet.right(
      new Proxy(runs, {
        get(all, id) {
          used.add(String(id))
          return Reflect.get(all, id)
        },
      }),
    )
  }
  return used.size === 0 ? [variants[0].id] : [...used]
}
