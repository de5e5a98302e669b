import { decodeRecording } from '../../replay/binary.js'
import type { DemoScenario } from '../../replay/demo-scenario.js'
import type { EngineRun } from './engine-client.js'

/** Where the server of the page has the recording of a finished run. */
const RECORDING = 'recording.bin.gz'

/** Tells whether a run is the finished one whose recording the page can load. */
export function isRecorded({ result, settings }: DemoScenario, seed: string): boolean {
  return result?.isRecorded === true && seed === settings.seed
}

/** Loads the recording of the finished run. */
export function loadRecording(): EngineRun {
  const loading = new AbortController()
  return { done: fetched(loading.signal), cancel: () => loading.abort() }
}

async function fetched(signal: AbortSignal) {
  const response = await fetch(RECORDING, { signal })
  if (!response.ok || response.body === null) throw new Error(`${RECORDING}: ${response.status}`)
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'))
  return decodeRecording(new Uint8Array(await new Response(unpacked).arrayBuffer()))
}
