import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// a flag set while running shows in new contexts only, so that no process needs to be started with
// it
setFlagsFromString('--expose-gc')
const gc: unknown = runInNewContext('gc')

/** Bytes of heap in use that are still reachable. */
export function reachableHeapBytes(): number {
  if (typeof gc !== 'function')
    throw new Error('This engine gives no access to its garbage collector')
  gc()
  return process.memoryUsage().heapUsed
}
