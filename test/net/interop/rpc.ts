import { until } from './local-network.js'

/** Retries until there is an answer: a daemon needs a moment to open its port. */
export async function whenItAnswers<T>(ask: () => Promise<T>): Promise<T> {
  let answer: { readonly value: T } | null = null
  await until(async () => {
    try {
      answer = { value: await ask() }
      return true
    } catch (error) {
      // `fetch` throws this if there is no listener; a daemon's refusal is another error.
      if (error instanceof TypeError) return false
      throw error
    }
  })
  return answer!.value
}
