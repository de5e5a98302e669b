import type { RunEngine } from '../workers/run-engine.js'
import { connectRedis } from './redis-connection.js'
import { RunDispatch } from './run-dispatch.js'
import type { QueueSettings } from './run-queue.js'

/**
 * Creates an engine that hands runs to all workers at a Redis, through a BullMQ queue. However the
 * engine ends, results that workers have finished wait in Redis for a week and are not run again.
 */
export function queueRunEngine(settings: QueueSettings): RunEngine {
  return {
    async run(specs, listener) {
      const redis = await connectRedis(settings.url, 'sweep')
      const dispatch = new RunDispatch(redis, settings, listener)
      try {
        await dispatch.run(specs)
      } finally {
        await dispatch.close()
      }
    },
  }
}
