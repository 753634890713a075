import type { Breakable } from '../engine/engine.ts'

/** Sends only the first half of an answer's body. */
export class CutBody {
  readonly body: unknown

  constructor(body: unknown) {
    this.body = body
  }
}

export function breakable(outcome: Breakable, body: unknown): unknown {
  return outcome.isCut === true ? new CutBody(body) : body
}
