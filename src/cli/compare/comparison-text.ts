import type { Mechanism } from '../../lab/compare/ablation.js'
import { ablationSentences, ablationTable } from '../../lab/compare/ablation-table.js'
import type { Comparison } from '../../lab/compare/comparison.js'
import {
  comparisonTables,
  methodNotes,
  paretoLists,
  verdictSentences,
} from '../../lab/compare/comparison-table.js'
import { drawTable } from '../terminal/text-table.js'

/** Writes a comparison for a terminal; lines end in LF. */
export function comparisonText(comparison: Comparison): string {
  return [
    ...comparisonTables(comparison).map((table) => drawTable(table)),
    `${verdictSentences(comparison).join('\n')}\n`,
    ...paretoLists(comparison).map(
      ({ title, sentences }) => `${title}:\n${sentences.map((line) => `  ${line}`).join('\n')}\n`,
    ),
    `${methodNotes(comparison).join('\n')}\n`,
  ].join('\n')
}

/** Writes an ablation for a terminal; lines end in LF. */
export function ablationText(
  comparison: Comparison,
  mechanisms: readonly Mechanism[],
  notes: readonly string[],
): string {
  return [
    drawTable(ablationTable(comparison, mechanisms)),
    `${ablationSentences(comparison, mechanisms).join('\n')}\n`,
    `${[...notes, ...methodNotes(comparison)].join('\n')}\n`,
  ].join('\n')
}
