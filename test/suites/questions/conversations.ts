import type { Case } from '../../unit/provision/functions/support-graph.ts'

/** How a thread goes, besides what its turns ask for. */
type Ending =
  | 'done'
  | 'waiting'
  | 'answered'
  | 'failed'
  | 'stopped'
  | 'forked'
  | 'deleted'
  | 'begunAnew'

export interface Turn {
  readonly atMs: number
  readonly text: string
  readonly one: Case
}

export interface Conversation {
  readonly threadId: string
  readonly tenant: string
  readonly user: string
  readonly ending: Ending
  readonly turns: readonly Turn[]
}

const HOUR_MS = 3_600_000
/** All conversations begin within so many hours before the last. */
export const SPAN_HOURS = 240
/** Of four threads, however many there are. */
const LARGE_BYTES = 10_500_000

const ENDINGS: Readonly<Record<number, Ending>> = {
  0: 'waiting',
  1: 'answered',
  2: 'failed',
  4: 'stopped',
  5: 'forked',
  8: 'deleted',
  9: 'begunAnew',
}

/** The same for the same count: threads over ten days, of three tenants. */
export function conversations(count: number, beginMs: number): Conversation[] {
  return Array.from({ length: count }, (_, index) => {
    const tenant = ['acme', 'globex', 'initech'][index % 3] ?? ''
    return {
      threadId: `thread-${index}`,
      tenant,
      user: `${tenant}-user-${index % 5}`,
      ending: ENDINGS[index % 10] ?? 'done',
      turns: turnsOf(index, beginMs + (index * SPAN_HOURS * HOUR_MS) / count, beginMs),
    }
  })
}

function turnsOf(index: number, firstMs: number, beginMs: number): Turn[] {
  const subject = index % 4 === 0 ? 'I want a refund for order' : 'Where is order'
  const first = { atMs: firstMs, text: `${subject} ${index}?`, one: caseOf(index) }
  if (index % 10 !== 7) return [first]
  // comes back near the end of the ten days
  const secondMs = Math.max(firstMs + HOUR_MS, beginMs + (SPAN_HOURS - 36) * HOUR_MS)
  return [first, { ...first, atMs: secondMs, text: 'It is still not here.' }]
}

function caseOf(index: number): Case {
  const tool = ['orders', 'parcels', 'refunds'][(index % 7) % 3] ?? ''
  const isFailing = index % (tool === 'refunds' ? 2 : 5) === 0
  return {
    calls: index % 20 === 3 ? 15 : 1 + (index % 3),
    tool,
    toolResult: index % 10 === 2 ? 'throw' : isFailing ? 'error' : 'success',
    isAsking: index % 10 < 2,
    attachmentBytes: index < 200 && index % 50 === 6 ? LARGE_BYTES : 1000 * (index % 5),
    model: index % 2 === 0 ? 'small' : 'large',
  }
}
