import { onTestFinished } from 'vitest'

/**
 * Without the powers of root, for whom no permission is denied: to the end of the test, or until
 * what it answers is called.
 */
export function asNobody(): () => void {
  if (process.getuid?.() !== 0) return () => undefined
  process.seteuid?.(65534)
  const back = () => process.seteuid?.(0)
  onTestFinished(back)
  return back
}
