import { isPutCall, type PutCall, type WriteCall } from './call.ts'

/**
 * The writes of one thread that were accepted before they were durable. Savers send everything that
 * a put builds on before the put, so an answer with the put proves that the rest is durable.
 */
export class BufferedCalls {
  /** Calls that are not known to be durable, in order of acceptance. */
  #unproven: WriteCall[] = []

  add(call: WriteCall): void {
    this.#unproven.push(call)
  }

  has(call: WriteCall): boolean {
    return this.#unproven.includes(call)
  }

  /** The call is durable, and so is everything that it builds on. */
  confirm(call: WriteCall, atMs: number): void {
    const proven = new Set<WriteCall>()
    for (let next: WriteCall[] = [call]; next.length > 0;) {
      for (const each of next) proven.add(each)
      next = next
        .filter(isPutCall)
        .flatMap((put) => this.#before(put))
        .filter((each) => !proven.has(each))
    }
    for (const each of proven) {
      each.outcome = 'acknowledged'
      each.doneMs = Math.min(each.doneMs, atMs)
    }
    this.#unproven = this.#unproven.filter((each) => !proven.has(each))
  }

  /**
   * Its parent, whatever was reported, and everything that its saver had accepted before it in the
   * namespace, unless its loss was reported first.
   */
  #before(put: PutCall): WriteCall[] {
    const earlier = this.#unproven.filter(
      ({ saver, operation, endedMs }) =>
        saver === put.saver && operation.ns === put.operation.ns && endedMs < put.beganMs,
    )
    const parent = earlier
      .filter(isPutCall)
      .findLast(({ operation }) => operation.id === put.operation.parent)
    const unreported = earlier.filter(({ reportedMs }) => reportedMs > put.beganMs)
    return parent === undefined ? unreported : [parent, ...unreported]
  }
}
