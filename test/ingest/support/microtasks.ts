/** Lets everything run that needs no timer and no input. */
export async function settleMicrotasks(): Promise<void> {
  for (let round = 0; round < 200; round += 1) await Promise.resolve()
}
