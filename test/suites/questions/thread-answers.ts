import type { Answer, Desk } from './desk.ts'
import { groupBy } from './group-by.ts'
import { rounded } from './rounded.ts'
import type { StepFact } from './thread-facts.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export function waitingLonger({ threads, nowMs }: Desk): Answer[] {
  return threads.flatMap(({ threadId, latest, tasks }) =>
    tasks
      .filter(() => latest.atMs < nowMs - DAY_MS)
      .flatMap(({ node, questions }) =>
        questions.map((question) => ({
          thread_id: threadId,
          tenant: latest.tenant,
          user: latest.user,
          node,
          hours: rounded((nowMs - latest.atMs) / HOUR_MS),
          question: JSON.stringify(question),
        })),
      ),
  )
}

export function largeThreads({ threads }: Desk): Answer[] {
  return threads
    .filter(({ bytes }) => bytes > 10_000_000)
    .map(({ threadId, latest, bytes, steps }) => ({
      thread_id: threadId,
      tenant: latest.tenant,
      megabytes: rounded(bytes / 1_000_000),
      checkpoints: steps.length,
    }))
}

export async function stateAtComplaint({ saver, nowMs, threads }: Desk): Promise<Answer[]> {
  const steps = threads.find(({ threadId }) => threadId === 'thread-7')?.steps ?? []
  const id = steps.findLast(({ atMs }) => atMs <= nowMs - 2 * DAY_MS)?.id
  const tuple = await saver.getTuple({ configurable: { thread_id: 'thread-7', checkpoint_id: id } })
  const values = Object.entries(tuple?.checkpoint.channel_values ?? {})
  return Promise.all(
    values.map(async ([channel, value]) => {
      const [, bytes] = await saver.serde.dumpsTyped(value)
      const stored: unknown = JSON.parse(Buffer.from(bytes).toString())
      return { channel, value: typeof stored === 'string' ? stored : JSON.stringify(stored) }
    }),
  )
}

export function ancestors({ threads }: Desk): Answer[] {
  const thread = threads.find(({ threadId }) => threadId === 'thread-5')
  const byId = new Map(thread?.steps.map((step) => [step.id, step]))
  const found: Answer[] = []
  let one: StepFact | undefined = byId.get(thread?.latest.parentId ?? '')
  for (; one !== undefined; one = byId.get(one.parentId)) {
    const { id, step, source } = one
    found.push({ distance: found.length + 1, checkpoint_id: id, step, source })
  }
  return found
}

export function openErrors({ threads, nowMs }: Desk): Answer[] {
  const failed = threads
    .filter(({ latest }) => latest.atMs >= nowMs - 7 * DAY_MS)
    .flatMap(({ tasks }) =>
      tasks.flatMap(({ node, error }) =>
        error === undefined ? [] : [{ node, error: error.name, message: error.message }],
      ),
    )
  return [...groupBy(failed, (one) => JSON.stringify(one)).values()].map((same) => ({
    ...same[0],
    threads: same.length,
  }))
}

export function stoppedThreads({ threads, nowMs }: Desk): Answer[] {
  return threads
    .filter(({ next, latest }) => next.length > 0 && latest.atMs < nowMs - HOUR_MS)
    .filter(({ tasks }) => tasks.every((task) => task.error === undefined))
    .filter(({ tasks }) => tasks.every(({ questions }) => questions.length === 0))
    .map(({ threadId, latest, next }) => ({
      thread_id: threadId,
      tenant: latest.tenant,
      next: JSON.stringify(next),
      step: latest.step,
    }))
}

export function forks({ threads }: Desk): Answer[] {
  return threads.flatMap(({ threadId, steps }) => {
    const children = groupBy(steps, ({ parentId }) => parentId)
    return steps
      .map(({ id, step }) => ({ id, step, children: children.get(id)?.length ?? 0 }))
      .filter((one) => one.children > 1)
      .map((one) => ({
        thread_id: threadId,
        checkpoint_id: one.id,
        step: one.step,
        children: one.children,
      }))
  })
}
