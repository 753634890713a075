// taken when this module loads: a test's fake timers must not hold up large values
const { setImmediate: nextTurn } = globalThis

/**
 * Values up to this size are handled in one go. Larger ones are handled in pieces of about this
 * size, and the event loop turns between two pieces.
 */
export const PIECE_BYTES: number = 512 * 1024

let heldBytes = 0
let longestBytes = 0
const waiting: (() => void)[] = []

/**
 * Notes that a piece of a large value was handled. Returns what to await before the next piece;
 * undefined while the pieces since the last turn of the event loop are small. Only one waiting
 * caller goes on in each turn, so many large values together hold the loop no longer than one.
 */
function giveWay(bytes: number): Promise<void> | undefined {
  heldBytes += bytes
  longestBytes = Math.max(longestBytes, heldBytes)
  if (heldBytes < PIECE_BYTES) return undefined
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) nextTurn(letOneGoOn)
  })
}

function letOneGoOn(): void {
  heldBytes = 0
  waiting.shift()?.()
  if (waiting.length > 0) nextTurn(letOneGoOn)
}

/** The most bytes between two turns since the last call: what a test holds against a bound. */
export function takeLongestBytes(): number {
  const longest = longestBytes
  longestBytes = 0
  heldBytes = 0
  return longest
}

/** Work on a large value, cut into steps: yields the bytes of each, and returns the result. */
export type Steps<T> = Generator<number, T, undefined>

/** Runs all steps in one go, for small values. */
export function inOneGo<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** Runs the steps of a small value in one go, and those of a larger one in pieces. */
export function runSteps<T>(steps: Steps<T>, bytes: number): T | Promise<T> {
  return bytes > PIECE_BYTES ? inPieces(steps) : inOneGo(steps)
}

/** Runs the steps, giving way between them, and before the first if others have used this turn. */
export async function inPieces<T>(steps: Steps<T>): Promise<T> {
  await giveWay(0)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    const turn = giveWay(step.value)
    if (turn !== undefined) await turn
  }
}
