import type { CellEngine } from '../cell-engine.js'
import { CellDispatch } from './cell-dispatch.js'
import type { QueueSettings } from './cell-queue.js'
import { connectRedis } from './redis-connection.js'

/**
 * Has cells run by every worker at a Redis (BullMQ). What workers have finished when this ends,
 * however it ends, waits in Redis for a week: the same cells are then not run again.
 */
export function queueEngine(settings: QueueSettings): CellEngine {
  return {
    async run(cells, listener) {
      const redis = await connectRedis(settings.url, 'sweep')
      const dispatch = new CellDispatch(redis, settings, listener)
      try {
        await dispatch.run(cells)
      } finally {
        await dispatch.close()
      }
    },
  }
}
