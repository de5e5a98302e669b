/** A result folder is damaged, of another kind, or in use; the message names the file. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError'
}
