import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// a flag set at runtime applies to new contexts, so that no process needs to start with it
setFlagsFromString('--expose-gc')
const gc: unknown = runInNewContext('gc')

/** Bytes of heap in use that are still reachable. */
export function reachableHeapBytes(): number {
  if (typeof gc !== 'function')
    throw new Error('This engine gives no access to its garbage collector')
  gc()
  return process.memoryUsage().heapUsed
}
