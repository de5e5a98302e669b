import { PAIR_COLUMNS, PEER_COLUMNS, SERIES_COLUMNS } from '../../src/lab/run/column-specs.js'
import type { Column } from '../../src/lab/run/table.js'
import { METRIC_SPECS } from '../../src/lab/summary/metric-specs.js'
import { UNITS } from '../../src/lab/summary/metric-text.js'
import { SweepPlan } from '../../src/lab/sweep/plan.js'
import { pointsTable, runsTable } from '../../src/lab/sweep/table.js'
import { comparedRunsTable } from '../../src/machine/output/comparison-table.js'
import { TOURNAMENT_COLUMNS } from '../../src/machine/output/tournament-folder.js'
import { SWEEP, sweepOf } from '../lab/sweep/sweep-sample.js'
import { EVENT_KINDS, RECORDING_COLUMNS } from './recording-columns.js'
import {
  COMPARISON_KEYS,
  CROSSCHECK_KEYS,
  FAILURE_KEYS,
  MANIFEST_KEYS,
  SUMMARY_KEYS,
  SWEEP_KEYS,
  TOURNAMENT_KEYS,
} from './results-keys.js'
import { LIFE_ROWS, TRACE_ROWS, VERB_NOTE } from './trace-columns.js'

type Cells = readonly string[]

/** Writes results/README.md, the data dictionary. */
export function renderResults(): string {
  return `# Results

Commands write their results here, each into a folder of its own. Nothing is ever overwritten. Git
ignores all of it but this page and the pictures of the README. This page lists every file, column
and key; \`npm run docs\` generates it from the source of the columns.

${folders()}

- A metric has one key everywhere: \`meanSeconds\` is a key of summary.json, a column of runs.csv
  and a \`--metric\`. For one group its path is \`GROUP.meanSeconds\`.
- An empty cell of a CSV file, or null in JSON, means that there is no value.
- \`low95\` and \`high95\` are the ends of a 95 % confidence interval (Student’s t).
- All times count from the start of the run, unless stated otherwise.
- CSV files are UTF-8 with a row of heads. Charts are Vega-Lite (\`.vl.json\`), SVG and PNG.
- journal.jsonl has a line per finished run, from which the same command resumes.
- settings.json is the scenario as the simulator sees it, in bytes and seconds.

## Load them

After \`sim run flashcrowd\` and \`sim compare flashcrowd --vary peer.choker=tit-for-tat,random\`,
in the folder where you ran them. R:

\`\`\`r
runs <- read.csv("results/flashcrowd/compare-1/runs.csv", check.names = FALSE)
aggregate(meanSeconds ~ \`peer.choker\`, data = runs, FUN = mean)
\`\`\`

pandas:

\`\`\`python
import json
import pandas as pd

runs = pd.read_csv("results/flashcrowd/compare-1/runs.csv")
print(runs.groupby("peer.choker")["meanSeconds"].mean())
summary = json.load(open("results/flashcrowd/seed-1/summary.json"))
print(pd.DataFrame(summary["classes"]).T[["completed", "meanSeconds"]])
\`\`\`

DuckDB:

\`\`\`sql
SELECT "peer.choker", avg(meanSeconds) FROM 'results/flashcrowd/compare-1/runs.csv' GROUP BY ALL;
SELECT "group", median(durationSeconds) FROM 'results/flashcrowd/seed-1/peers.csv' GROUP BY ALL;
\`\`\`

${metricsPart()}

${runPart()}

${batchPart()}
`
}

function metricsPart(): string {
  return `## Metrics

Keys of summary.json (level “run”), of its groups (“group”), or both; columns of runs.csv.

${tableOf(['key', 'unit', 'level', 'title', 'meaning'], METRIC_SPECS.map(metricCells))}

Other keys of summary.json:

${keysOf(SUMMARY_KEYS)}`
}

function runPart(): string {
  return `## sim run

manifest.json:

${keysOf(MANIFEST_KEYS)}

peers.csv, a row per peer that arrived:

${columnsOf(PEER_COLUMNS)}

series.csv, a row per sample:

${columnsOf(SERIES_COLUMNS)}

pairs.csv, a row per ordered pair of groups:

${columnsOf(PAIR_COLUMNS)}

trace.csv.gz of \`--trace\`, a row per message sent and per event of a peer:

${tableOf(['column', 'meaning'], TRACE_ROWS)}

${VERB_NOTE}

recording.bin.gz of \`--record\` is a gzip file, little-endian: the bytes \`SWRM\`, a byte with the
version, three of zero, the length of the header in four, the header as JSON (\`header\`, and
\`rows\` of each table), then the columns, each from a multiple of 8. \`sim trace\` prints the life
of one peer, \`--csv\` as a table. A run whose columns exceed 512 MiB has none.

${tableOf(['table', 'column', 'type', 'meaning'], RECORDING_COLUMNS)}

Kinds of events: ${EVENT_KINDS.join(', ')}.

\`sim trace --csv\` prints a row per moment of one peer's life:

${tableOf(['column', 'meaning'], LIFE_ROWS)}`
}

function batchPart(): string {
  return `## sim compare, sim ablate

compare.json or ablate.json:

${keysOf(COMPARISON_KEYS)}

runs.csv, a row per variant and replication, with a column per varied path and metric:

${columnsOf(withoutMetrics(comparedRunsTable([]).columns))}

## sim sweep

sweep.json:

${keysOf(SWEEP_KEYS)}

runs.csv and runs.parquet, a row per run, with a column per parameter and metric:

${columnsOf(withoutMetrics(sweepTables().runs))}

points.csv and points.parquet, a row per point and charted metric; \`--json\` prints the same:

${columnsOf(sweepTables().points)}

## sim tournament

tournament.json, in which a score is \`replications\`, \`mean\`, \`low95\` and \`high95\`:

${keysOf(TOURNAMENT_KEYS)}

tournament.csv, a row per match, replication and side:

${columnsOf(TOURNAMENT_COLUMNS)}

## sim crosscheck

crosscheck.json:

${keysOf(CROSSCHECK_KEYS)}

## sim failures

Each object of \`--json\`, averaged over replications:

${keysOf(FAILURE_KEYS)}`
}

function folders(): string {
  const run = ['manifest.json, summary.json, settings.json, peers.csv, series.csv, pairs.csv']
  run.push('report.html, charts/, trace.csv.gz with `--trace`, recording.bin.gz with `--record`')
  const sweep = ['sweep.json, runs.csv, runs.parquet, points.csv, points.parquet']
  sweep.push('journal.jsonl, charts/')
  return tableOf(
    ['command', 'folder', 'files'],
    [
      ['`sim run`', '`SCENARIO/seed-SEED/`', run.join(', ')],
      ['`sim compare`', '`SCENARIO/compare-N/`', 'compare.json, runs.csv, compare.html, charts/'],
      ['`sim ablate`', '`SCENARIO/ablate-N/`', 'ablate.json, runs.csv, ablate.html, charts/'],
      ['`sim sweep`', '`SWEEP/sweep-FINGERPRINT/`', sweep.join(', ')],
      [
        '`sim tournament`',
        '`SCENARIO/tournament-FINGERPRINT/`',
        'tournament.json, tournament.csv, journal.jsonl, charts/',
      ],
      [
        '`sim crosscheck`',
        '`SCENARIO/crosscheck-seed-SEED/`',
        'crosscheck.json and its chart as .vl.json, .svg, .png',
      ],
      ['`sim fuzz`', '`fuzz/`', 'RULE.json, RULE-2.json, ...: a scenario for each broken rule'],
      ['`sim failures --json`', 'standard output', 'a list of objects'],
    ],
  )
}

function metricCells(spec: (typeof METRIC_SPECS)[number]): Cells {
  const { key, unit, level, title, meaning, groupMeaning, source } = spec
  const ofGroup = groupMeaning === undefined ? '' : ` Of a group: ${groupMeaning}`
  const from = source === undefined ? '' : ` (${source})`
  return [`\`${key}\``, UNITS[unit].name, level, title, `${meaning}${ofGroup}${from}`]
}

function sweepTables() {
  const sweep = sweepOf({ ...SWEEP, grid: { 'groups.crowd.count': [3] } })
  const extent = { replications: 1, metric: 'meanSeconds' }
  const isShared = ({ name }: Column) => !name.startsWith('groups.')
  return {
    runs: runsTable(new SweepPlan(sweep, extent, new Map())).columns.filter(isShared),
    points: pointsTable(sweep, []).columns.filter(isShared),
  }
}

/** Leaves out the columns of metrics, which have their own table. */
function withoutMetrics(columns: readonly Column[]): Column[] {
  const keys: readonly string[] = METRIC_SPECS.map(({ key }) => key)
  return columns.filter(({ name }) => !keys.includes(name.split('.').at(-1) ?? ''))
}

function columnsOf(columns: readonly Column[]): string {
  return tableOf(
    ['column', 'type', 'unit', 'meaning'],
    columns.map(({ name, kind, unit = '', meaning }) => [`\`${name}\``, kind, unit, meaning]),
  )
}

function keysOf(keys: readonly (readonly [string, string, string])[]): string {
  return tableOf(
    ['key', 'unit', 'meaning'],
    keys.map(([key, unit, meaning]) => [`\`${key}\``, unit, meaning]),
  )
}

function tableOf(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n')
}
