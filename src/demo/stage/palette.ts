/** The colours of the stage. */
export interface Palette {
  readonly background: string
  readonly text: string
  readonly faint: string
  readonly missing: string
  readonly rarest: string
  readonly wasted: string
  /** A colour for each group, in order and then again from the first. */
  readonly groups: readonly string[]
}

/** Colours that differ for the colour-blind as well (Okabe and Ito 2008). */
export const DARK: Palette = {
  background: '#14171c',
  text: '#f2f4f7',
  faint: '#5b6472',
  missing: '#333a45',
  rarest: '#ffd54a',
  wasted: '#ff6b6b',
  groups: ['#f2f4f7', '#56b4e9', '#e69f00', '#2fc79a', '#e58fc0', '#f0e442', '#ff7f3f'],
}

/** The same for paper and bright rooms. */
export const LIGHT: Palette = {
  background: '#ffffff',
  text: '#1a1d21',
  faint: '#9aa3af',
  missing: '#dde1e6',
  rarest: '#b98900',
  wasted: '#c62828',
  groups: ['#3b4350', '#0072b2', '#c77700', '#00805c', '#b0508a', '#8a7a00', '#c44a00'],
}

/** Returns the colour of a group. */
export function groupColour({ groups }: Palette, group: number): string {
  return groups[group % groups.length]
}
