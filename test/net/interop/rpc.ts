import { until } from './local-network.js'

/** Asks until somebody answers: a daemon needs a moment to open its port. */
export async function whenItAnswers<T>(ask: () => Promise<T>): Promise<T> {
  let answer: { readonly value: T } | null = null
  await until(async () => {
    try {
      answer = { value: await ask() }
      return true
    } catch (error) {
      // What `fetch` throws if nobody is there; what a daemon refuses is another error.
      if (error instanceof TypeError) return false
      throw error
    }
  })
  return answer!.value
}
