import type { HistoryLine } from './history.ts'

/** Number of the latest checkpoints per thread to keep for questions by id. */
const REMEMBERED = 12

export interface CheckpointName {
  readonly ns: string
  readonly id: string
}

/** The latest checkpoints of each thread of a history, whatever happened to them. */
export class CheckpointNames {
  readonly #names = new Map<string, readonly CheckpointName[]>()

  take(line: HistoryLine): void {
    if (line.type !== 'call' || line.operation.kind !== 'put') return
    const { thread, ns, id } = line.operation
    const names = this.of(thread).filter((name) => name.id !== id || name.ns !== ns)
    this.#names.set(thread, [...names, { ns, id }].slice(-REMEMBERED))
  }

  of(thread: string, most = REMEMBERED): readonly CheckpointName[] {
    return (this.#names.get(thread) ?? []).slice(-most)
  }
}
