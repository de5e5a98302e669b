/** A result folder is not what it should be, or stands in the way; the message names the file. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError'
}
