import type { Recording } from '../../replay/recording.js'

/** Returns a function that computes something of a recording once, and remembers it. */
export function perRecording<Made>(
  make: (recording: Recording) => Made,
): (recording: Recording) => Made {
  const made = new WeakMap<Recording, { readonly value: Made }>()
  return (recording) => {
    let found = made.get(recording)
    if (found === undefined) {
      found = { value: make(recording) }
      made.set(recording, found)
    }
    return found.value
  }
}
