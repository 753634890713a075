import { digestOf, type SeenCheckpoint } from '../../../tools/judge/digest.ts'
import type { HistoryLine, Operation } from '../../../tools/judge/history.ts'
import { LAG_MS, putOf, Story, writesOf } from './story.ts'

/** One step of a random history; numbers are taken modulo the number of candidates. */
export type Step =
  | { readonly do: 'put'; readonly by: number; readonly parent: number; readonly fate: Fate }
  | { readonly do: 'write'; readonly by: number; readonly on: number; readonly fate: Fate }
  | { readonly do: 'delete'; readonly by: number; readonly fate: Fate }
  | { readonly do: 'read' | 'list'; readonly by: number; readonly of: number }
  | { readonly do: 'flush' | 'lose'; readonly by: number }
  | { readonly do: 'wait' }

/**
 * Acknowledged, accepted before it is durable, failed but happened, failed and did not happen,
 * killed but happened.
 */
export type Fate = 'done' | 'accepted' | 'failed there' | 'failed' | 'killed there'

interface Stored {
  readonly seen: SeenCheckpoint
  readonly by: string
  readonly sinceMs: number
}

/**
 * A saver of the simplest kind on its own clock: one shared list, in which others see new entries
 * at the next wait. It makes no mistakes, so its histories are legal.
 */
export class RandomHistory {
  readonly story = new Story()
  /** The entries that all savers see, oldest first. */
  #stored: Stored[] = []
  #hidden = new Set<Stored>()
  /** Entries that only their own saver has. */
  #accepted = new Set<Stored>()
  #names = ['a', 'b', 'c']
  #ids = 0
  #values = 0

  play(steps: readonly Step[]): readonly HistoryLine[] {
    for (const step of steps) this.#step(step)
    for (const by of this.#names) this.#flush(by)
    this.#settle()
    for (const by of this.#names) this.#list(by)
    return this.story.lines
  }

  #step(step: Step): void {
    if (step.do === 'wait') return this.#settle()
    const by = this.#name(step.by)
    switch (step.do) {
      case 'put':
        return this.#put(step, by)
      case 'write':
        return this.#write(step, by)
      case 'delete':
        return this.#delete(step.by, step.fate)
      case 'read':
        return this.#read(by, step.of)
      case 'list':
        return this.#list(by)
      case 'flush':
        return this.#flush(by)
      case 'lose':
        return this.#lose(by)
    }
  }

  #put(step: { by: number; parent: number; fate: Fate }, by: string): void {
    const parent = this.#visible(by).at(-1 - (step.parent % 3))?.seen.id
    const id = String(++this.#ids).padStart(4, '0')
    const values = { n: `value ${++this.#values}`, fixed: 'as ever' }
    const operation = putOf(id, { values, ...(parent === undefined ? {} : { parent }) })
    if (!this.#call(step.by, operation, step.fate) || operation.kind !== 'put') return
    const { thread, ns, metadata } = operation
    const seen = { thread, ns, id, parent: parent ?? null, values: operation.values, metadata }
    this.#store({ seen: { ...seen, writes: [] }, by, sinceMs: 0 }, step.fate)
  }

  #write(step: { by: number; on: number; fate: Fate }, by: string): void {
    const on = this.#visible(by).at(-1 - (step.on % 3))
    if (on === undefined) return
    const task = `task ${++this.#values}`
    const value = `value ${this.#values}`
    const operation = writesOf(on.seen.id, task, ['x', value], ['y', value])
    // others see a write when they see its checkpoint, so writes go only to checkpoints that
    // everybody sees
    if (
      this.#hidden.has(on) ||
      this.#accepted.has(on) ||
      !this.#call(step.by, operation, step.fate)
    )
      return
    const writes = ['x', 'y'].map((channel) => ({ task, channel, digest: digestOf(value) }))
    const all = [...on.seen.writes, ...writes].toSorted((a, b) => (a.task < b.task ? -1 : 1))
    this.#stored[this.#stored.indexOf(on)] = { ...on, seen: { ...on.seen, writes: all } }
  }

  /** Accepted calls become durable, in order. */
  #flush(by: string): void {
    this.story.flush(by)
    for (const stored of this.#accepted) {
      if (stored.by !== by) continue
      this.#accepted.delete(stored)
      this.#hidden.add(stored)
    }
  }

  /** Accepted calls are lost, and the next call reports it. */
  #lose(by: string): void {
    if (![...this.#accepted].some((stored) => stored.by === by)) return
    this.#drop(by)
    this.story.flush(by, 'lost')
  }

  #drop(by: string): void {
    const lost = [...this.#accepted].filter((stored) => stored.by === by)
    for (const stored of lost) this.#accepted.delete(stored)
    this.#stored = this.#stored.filter((stored) => !lost.includes(stored))
  }

  /** Everybody reads before and after, like a graph before it continues. */
  #delete(by: number, fate: Fate): void {
    this.#settle()
    if (this.#call(by, { kind: 'deleteThread', thread: 't' }, fate)) {
      this.#stored = []
      this.#accepted.clear()
    }
    this.#settle()
    for (const name of this.#names) this.#list(name)
  }

  #read(by: string, of: number): void {
    const visible = this.#visible(by)
    const one = visible.at(-1 - (of % 4))
    this.story.get(by, undefined, visible.at(-1)?.seen ?? null)
    if (one !== undefined) this.story.get(by, one.seen.id, one.seen)
  }

  #list(by: string): void {
    this.story.list(
      by,
      this.#visible(by)
        .map(({ seen }) => seen)
        .toReversed(),
    )
  }

  /** @returns whether it has happened */
  #call(by: number, operation: Operation, fate: Fate): boolean {
    const name = this.#name(by)
    const call = this.story.begin(name, operation)
    if (fate === 'done') this.story.end(call)
    else if (fate === 'accepted') this.story.end(call, { kind: 'accepted' })
    else if (fate === 'killed there') {
      this.story.kill(name)
      this.#drop(name)
      this.#names[by % this.#names.length] = `${name}'`
    } else this.story.fail(call)
    return fate !== 'failed'
  }

  #store(stored: Stored, fate: Fate): void {
    this.#stored.push(stored)
    if (fate === 'accepted') this.#accepted.add(stored)
    else this.#hidden.add(stored)
  }

  #settle(): void {
    this.story.wait(LAG_MS * 2)
    this.#hidden.clear()
  }

  #visible(by: string): Stored[] {
    const isHidden = (each: Stored): boolean => this.#hidden.has(each) || this.#accepted.has(each)
    return this.#stored.filter((each) => each.by === by || !isHidden(each))
  }

  #name(by: number): string {
    return this.#names[by % this.#names.length] ?? 'a'
  }
}
