// Taken when this module loads, to get the real functions under fake timers.
const nextTick = process.nextTick.bind(process)
const { queueMicrotask } = globalThis

/**
 * Calls back after all calls of this turn, however many awaits they took. A tick that is requested
 * inside a microtask runs after all microtasks; one requested outside may run before them.
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
