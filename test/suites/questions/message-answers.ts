import type { Answer, Desk } from './desk.ts'
import { groupBy } from './group-by.ts'
import { rounded } from './rounded.ts'
import { runsOf } from './run-facts.ts'
import { isHuman, toolCallsOf, usageOf } from './message-facts.ts'

const DAY_MS = 24 * 3_600_000

export function failingTools({ threads, nowMs }: Desk): Answer[] {
  const calls = threads.flatMap(toolCallsOf).filter(({ first }) => first.atMs >= nowMs - DAY_MS)
  return [...groupBy(calls, ({ tool }) => tool)].map(([tool, ofTool]) => {
    const failures = ofTool.filter(({ outcome }) => outcome === 'error').length
    const unanswered = ofTool.filter(({ outcome }) => outcome === 'none').length
    const percent = rounded((100 * failures) / ofTool.length)
    return { tool, calls: ofTool.length, failures, unanswered, failed_percent: percent }
  })
}

export function tokensByTenant({ threads, nowMs }: Desk): Answer[] {
  const usage = threads.flatMap(usageOf).filter(({ first }) => first.atMs >= nowMs - 7 * DAY_MS)
  return [...groupBy(usage, ({ first }) => first.tenant)].map(([tenant, ofTenant]) => ({
    tenant,
    messages: ofTenant.length,
    input_tokens: sum(ofTenant.map(({ input }) => input)),
    output_tokens: sum(ofTenant.map(({ output }) => output)),
  }))
}

export function loopingRuns({ threads, nowMs }: Desk): Answer[] {
  const sinceMs = nowMs - 7 * DAY_MS
  return threads.flatMap((thread) =>
    runsOf(thread)
      .filter(({ runId, steps, last }) => runId !== '' && steps > 10 && last.atMs >= sinceMs)
      .flatMap(({ runId, first, last, steps, outcome }) => {
        const calls = toolCallsOf(thread).filter(
          (call) => call.first.runId === runId && call.first.atMs >= sinceMs,
        )
        const same = groupBy(calls, ({ tool, args }) => JSON.stringify([tool, args]))
        return [...same.values()]
          .filter(({ length }) => length >= 5)
          .map(([call, ...others]) => ({
            thread_id: thread.threadId,
            run_id: runId,
            tenant: last.tenant,
            tool: call?.tool,
            args: JSON.stringify(call?.args),
            repeats: 1 + others.length,
            steps,
            seconds: (last.atMs - first.atMs) / 1000,
            outcome,
          }))
      }),
  )
}

export function toolTimes({ threads, nowMs }: Desk): Answer[] {
  const answered = threads
    .flatMap(toolCallsOf)
    .filter(({ first }) => first.atMs >= nowMs - 7 * DAY_MS)
    .flatMap(({ tool, seconds }) => (seconds === undefined ? [] : [{ tool, seconds }]))
  return [...groupBy(answered, ({ tool }) => tool)].map(([tool, ofTool]) => {
    const seconds = ofTool.map((call) => call.seconds)
    return {
      tool,
      calls: seconds.length,
      average_seconds: rounded(sum(seconds) / seconds.length),
      longest_seconds: rounded(Math.max(...seconds)),
    }
  })
}

export function refunds({ threads, nowMs }: Desk): Answer[] {
  const asked = threads.flatMap(({ threadId, messages }) =>
    messages
      .filter((one) => isHuman(one) && one.first.atMs >= nowMs - 7 * DAY_MS)
      .filter(({ message }) => /\brefund\b/i.test(message.text))
      .map(({ first: { tenant, user } }) => ({ threadId, tenant, user })),
  )
  const byUser = groupBy(asked, ({ tenant, user }) => JSON.stringify([tenant, user]))
  return [...byUser.values()].map((same) => ({
    tenant: same[0]?.tenant,
    user: same[0]?.user,
    messages: same.length,
    threads: new Set(same.map(({ threadId }) => threadId)).size,
  }))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
