import type { Breakable } from '../engine/engine.ts'

/** Sends only the first half of an answer's body. */
export class TruncatedBody {
  readonly body: unknown

  constructor(body: unknown) {
    this.body = body
  }
}

export function breakable(outcome: Breakable, body: unknown): unknown {
  return outcome.isCut === true ? new TruncatedBody(body) : body
}
