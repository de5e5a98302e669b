import { onTestFinished } from 'vitest'

/**
 * Drops the rights of root, to whom no permission is denied. They return when the test ends or when
 * the returned function is called.
 */
export function asNobody(): () => void {
  if (process.getuid?.() !== 0) return () => undefined
  process.seteuid?.(65534)
  const back = () => process.seteuid?.(0)
  onTestFinished(back)
  return back
}
