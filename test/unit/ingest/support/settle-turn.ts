const { setImmediate } = globalThis

/** Runs everything that needs no timer and no input; works under fake timers too. */
export async function settleTurn(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve)
  })
}
