import type { RunEngine } from '../workers/run-engine.js'
import { connectRedis } from './redis-connection.js'
import { RunDispatch } from './run-dispatch.js'
import type { QueueSettings } from './run-queue.js'

/**
 * Has cells run by every worker at a Redis (BullMQ). What workers have finished when this ends,
 * however it ends, waits in Redis for a week: the same cells are then not run again.
 */
export function queueEngine(settings: QueueSettings): RunEngine {
  return {
    async run(cells, listener) {
      const redis = await connectRedis(settings.url, 'sweep')
      const dispatch = new RunDispatch(redis, settings, listener)
      try {
        await dispatch.run(cells)
      } finally {
        await dispatch.close()
      }
    },
  }
}
