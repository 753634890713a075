import type { StepFact, ThreadFacts } from './thread-facts.ts'

export interface RunFact {
  readonly runId: string
  readonly first: StepFact
  readonly last: StepFact
  /** Checkpoints after the input. */
  readonly steps: number
  readonly outcome: string
}

/** By run id; steps without one from each input, update or fork to the next. */
export function runsOf(thread: ThreadFacts): RunFact[] {
  const runs = new Map<string, StepFact[]>()
  let begun = 0
  for (const step of thread.steps) {
    if (step.source !== 'loop') begun += 1
    const key = step.runId === '' ? `number ${begun}` : step.runId
    runs.set(key, [...(runs.get(key) ?? []), step])
  }
  return [...runs.values()].flatMap((steps) => {
    const [first, last] = [steps[0], steps.at(-1)]
    if (first === undefined || last === undefined) return []
    return [
      {
        runId: last.runId,
        first,
        last,
        steps: steps.filter(({ source }) => source !== 'input').length,
        outcome: last === thread.latest ? statusOf(thread) : 'superseded',
      },
    ]
  })
}

function statusOf({ tasks, next }: ThreadFacts): string {
  if (tasks.some(({ error }) => error !== undefined)) return 'failed'
  if (tasks.some(({ questions }) => questions.length > 0)) return 'waiting'
  return next.length > 0 ? 'unfinished' : 'done'
}
