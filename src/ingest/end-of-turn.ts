// Taken when this module loads, so that they are the real ones whatever a test fakes later.
const nextTick = process.nextTick.bind(process)
const { queueMicrotask } = globalThis

/**
 * Calls back when all calls of this turn have come, however many awaits they took: a tick that is
 * asked for inside a microtask runs when no microtask is left, while one asked for outside may run
 * before all of them.
 */
export function atEndOfTurn(callback: () => void): () => void {
  let isCancelled = false
  queueMicrotask(() => {
    nextTick(() => {
      if (!isCancelled) callback()
    })
  })
  return () => {
    isCancelled = true
  }
}
