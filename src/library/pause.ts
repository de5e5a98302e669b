/** Lets the program that called go on, such as a page that draws what it has so far. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}
