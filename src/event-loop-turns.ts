// taken when this module loads: a test's fake timers must not hold up large values
const { setImmediate: nextTurn } = globalThis

/**
 * Values up to this size are handled in one go. Larger ones are handled in pieces of about this
 * size, and the event loop turns between two pieces.
 */
export const BYTES_PER_TURN: number = 512 * 1024

let heldBytes = 0
let longestBytes = 0
const waiting: (() => void)[] = []

/**
 * Notes that a piece of a large value was handled. Returns what to await before the next piece;
 * undefined while the pieces since the last turn of the event loop are small. Only one waiting
 * caller goes on in each turn, so many large values together hold the loop no longer than one.
 */
function yieldTurn(bytes: number): Promise<void> | undefined {
  heldBytes += bytes
  longestBytes = Math.max(longestBytes, heldBytes)
  if (heldBytes < BYTES_PER_TURN) return undefined
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) nextTurn(resumeOneWaiter)
  })
}

function resumeOneWaiter(): void {
  heldBytes = 0
  waiting.shift()?.()
  if (waiting.length > 0) nextTurn(resumeOneWaiter)
}

/** The most bytes between two turns since the last call: what a test holds against a bound. */
export function takeMaxBytesPerTurn(): number {
  const longest = longestBytes
  longestBytes = 0
  heldBytes = 0
  return longest
}

/** Work on a large value, cut into steps: yields the bytes of each, and returns the result. */
export type Steps<T> = Generator<number, T, undefined>

/** Runs all steps in one go, for small values. */
export function runInOneTurn<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Runs the steps of a small value in one go, and those of a larger one in pieces. */
export function runSteps<T>(steps: Steps<T>, bytes: number): T | Promise<T> {
  return bytes > BYTES_PER_TURN ? runAcrossTurns(steps) : runInOneTurn(steps)
}

/** Runs the steps, giving way between them, and before the first if others have used this turn. */
export async function runAcrossTurns<T>(steps: Steps<T>): Promise<T> {
  await yieldTurn(0)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    const turn = yieldTurn(step.value)
    if (turn !== undefined) await turn
  }
}
