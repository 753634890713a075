import type { Expr } from '../values/expr.ts'

/** The analyzer has already checked the number of arguments, so a missing one is a bug here. */
export function argument(args: readonly Expr[], at: number): Expr {
  const found = args[at]
  if (found === undefined) throw new Error(`A function was given ${args.length} arguments, too few`)
  return found
}
