import { createWriteStream, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gunzipSync } from 'node:zlib'
import type { Experiment } from '../../lab/run/experiment.js'
import { formatBytes, formatSeconds } from '../../lab/scenario/units.js'
import { commandText } from '../../machine/output/page.js'
import { decodeRecording, RecordingError, recordingParts } from '../../replay/binary.js'
import { Recorder } from '../../replay/recorder.js'
import { NOBODY, type Recording } from '../../replay/recording.js'
import type { Output } from '../terminal/terminal.js'
import { UsageError } from '../usage-error.js'
import { type KeptManifest, readManifest } from './kept-manifest.js'

/** The name of the recording in a run's folder. */
export const RECORDING_NAME = 'recording.bin.gz'

/** The most bytes of a recording before compression; the program takes about twice that. */
export const MOST_RECORDED_BYTES = 512 * 2 ** 20

/** Times are so unlike that more effort saves little. */
const LEVEL = 3

/** Records a run of the command line, and gives up when the recording grows too large. */
export class RunRecorder {
  readonly #recorder: Recorder
  readonly #experiment: Experiment
  readonly #stderr: Output
  readonly #mostBytes: number
  #isAbandoned = false

  /**
   * Begins to record an experiment, before its first event.
   * @throws UsageError if the swarm has more peers than a recording can number
   */
  constructor(experiment: Experiment, stderr: Output, mostBytes = MOST_RECORDED_BYTES) {
    const { count } = experiment.swarm.population
    if (count > NOBODY) {
      throw new UsageError(
        `--record: a recording has at most ${NOBODY} peers, found ${count}; leave out --record`,
      )
    }
    this.#recorder = new Recorder(experiment)
    this.#experiment = experiment
    this.#stderr = stderr
    this.#mostBytes = mostBytes
  }

  /** Drops the recording if it has grown too large; the run goes on. Call it every so often. */
  readonly check = async () => {
    if (this.#isAbandoned || this.#recorder.bytes <= this.#mostBytes) return
    const at = formatSeconds(this.#experiment.now)
    this.#stderr.write(
      `--record: the recording reached ${formatBytes(this.#mostBytes)} after ${at} of simulated ` +
        'time and is dropped; the run goes on without it.\n' +
        'Record less: --until "10 min", or --set torrent.size=8MiB\n',
    )
    this.#isAbandoned = true
    this.#recorder.abandon()
  }

  /** Writes the recording into a folder, unless it was dropped. */
  async save(folder: string, { name, title }: { readonly name: string; readonly title: string }) {
    await this.check()
    if (this.#isAbandoned) return
    const parts = recordingParts(this.#recorder.finish({ name, title }))
    const file = createWriteStream(join(folder, RECORDING_NAME), { flags: 'wx' })
    // An object stream, as an empty part would end a stream of bytes.
    await pipeline(Readable.from(parts), createGzip({ level: LEVEL }), file)
  }
}

/** A run's folder with its recording. */
export interface RecordedResult {
  readonly manifest: KeptManifest
  readonly file: string
  readonly recording: Recording
}

/** Returns the path of the recording in a run's folder, if there is one. */
export function findRecording(folder: string): string | undefined {
  const file = join(folder, RECORDING_NAME)
  return existsSync(file) ? file : undefined
}

/**
 * Reads the recording of a result; `named` is its folder, or a file in it.
 * @throws UsageError if it has none, or a damaged one; the message has the command to try
 */
export function readResultRecording(named: string): RecordedResult {
  const { manifest, folder } = readManifest(folderOf(named))
  const file = findRecording(folder)
  if (file === undefined) {
    const advice = `record the run: ${recordCommand(manifest)}; use the folder that this prints`
    throw new UsageError(`${folder}: has no recording; ${advice}`)
  }
  return { manifest, file, recording: readRecording(file, manifest) }
}

/** Reads the recording of a run's manifest. */
export function readRecording(file: string, manifest: KeptManifest): Recording {
  const again = `record the run again: ${recordCommand(manifest)}`
  try {
    const recording = decodeRecording(unpacked(file))
    const { traceHash } = recording.header
    if (traceHash === manifest.traceHash) return recording
    throw new RecordingError(`of a run with trace ${traceHash}, not ${manifest.traceHash}`)
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}; ${again}`)
    throw error
  }
}

/** Names the file of a folder as its folder. */
function folderOf(named: string): string {
  const isFile = existsSync(named) && statSync(named).isFile()
  return isFile ? dirname(named) : named
}

function unpacked(file: string): Uint8Array {
  const packed = readFileSync(file)
  try {
    // Room for the header, which the limit of the columns leaves out.
    return gunzipSync(packed, { maxOutputLength: MOST_RECORDED_BYTES + 2 ** 24 })
  } catch (error) {
    throw new RecordingError(`a damaged recording: ${(error as Error).message}`)
  }
}

/** Returns the command that makes the same run with a recording. */
export function recordCommand({ argv }: KeptManifest): string {
  const kept = argv.filter((word) => word !== '--record')
  return commandText([...kept, '--record'])
}
