import type { K6Sample } from './k6-sample.ts'

/** Requests that failed alike. */
export interface FailureKind {
  readonly op: string
  /** 0 if there was no answer. */
  readonly status: number
  /** Without numbers and ids, which differ from request to request. */
  readonly reason: string
  readonly count: number
}

/** The script's own counter: k6's metrics do not have what a host says about its failure. */
export const FAILED_REQUESTS = 'failed_requests'

/** Counts failed requests by what they did, their status and the reason. */
export class FailedRequests {
  readonly #kinds = new Map<string, FailureKind>()

  add({ tags, value }: Pick<K6Sample, 'tags' | 'value'>): void {
    const op = tags['op'] ?? 'request'
    const status = Number(tags['status'] ?? 0)
    const reason = withoutNumbers(tags['reason'] ?? 'unknown')
    const key = JSON.stringify([op, status, reason])
    const count = (this.#kinds.get(key)?.count ?? 0) + value
    this.#kinds.set(key, { op, status, reason, count })
  }

  /** The most frequent first. */
  get kinds(): readonly FailureKind[] {
    return [...this.#kinds.values()].toSorted((a, b) => b.count - a.count)
  }
}

export function describeFailure({ op, status, reason, count }: FailureKind): string {
  const answered = status === 0 ? 'no answer' : `HTTP ${status}`
  return `${count} × ${op}: ${answered}: ${reason}`
}

function withoutNumbers(reason: string): string {
  return reason.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d+/gi, '…')
}
