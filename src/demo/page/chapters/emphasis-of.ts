import type { Highlight } from '../../chapters/chapter.js'
import { leechersOf, longestWait } from '../../chapters/measure.js'
import type { ChapterRun } from '../../chapters/run.js'
import type { Emphasis } from '../../stage/scene.js'
import type { Result } from './chapter-runs.js'

/** Returns what the stage stresses in a run for the highlights of a step; null for nothing. */
export function emphasisOf(highlights: readonly Highlight[], { run }: Result): Emphasis | null {
  const found: { -readonly [Key in keyof Emphasis]: Emphasis[Key] } = {
    hosts: null,
    links: null,
    pieces: null,
    asked: null,
  }
  for (const highlight of highlights) {
    if (highlight.kind === 'group') found.hosts = groupHosts(run, highlight.group)
    else if (highlight.kind === 'host') found.hosts = new Set([hostOf(run, highlight.which)])
    else if (highlight.kind === 'links') found.links = highlight.which
    else if (highlight.kind === 'tracker') found.asked = announcesOf(run)
    else if (highlight.kind === 'pieces') {
      found.pieces = highlight.which === 'first' ? run.notes.gains.values[2] : highlight.which
    }
  }
  return Object.values(found).every((each) => each === null) ? null : found
}

function announcesOf({ notes }: ChapterRun) {
  const { values, stride } = notes.announces
  return Array.from({ length: values.length / stride }, (_, row) => ({
    seconds: values[row * stride],
    host: values[row * stride + 1],
  }))
}

function groupHosts({ measurements }: ChapterRun, group: string): Set<number> {
  const { peers, groupNames } = measurements
  const hosts = Array.from({ length: peers.count }, (_, host) => host)
  return new Set(hosts.filter((host) => groupNames[peers.group[host]] === group))
}

function hostOf(run: ChapterRun, which: 'first-done' | 'last-done' | 'longest-wait'): number {
  if (which === 'longest-wait') return longestWait(run).host
  const { completionSeconds } = run.measurements.peers
  const done = leechersOf(run).filter((host) => !Number.isNaN(completionSeconds[host]))
  const sorted = done.toSorted((a, b) => completionSeconds[a] - completionSeconds[b])
  return sorted.at(which === 'first-done' ? 0 : -1) ?? -1
}
