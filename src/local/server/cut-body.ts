import type { Breakable } from '../engine/engine.ts'

/** An answer's body of which only the first half is sent. */
export class CutBody {
  readonly body: unknown

  constructor(body: unknown) {
    this.body = body
  }
}

export function breakable(outcome: Breakable, body: unknown): unknown {
  return outcome.isCut === true ? new CutBody(body) : body
}
