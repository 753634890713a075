import type { ScenarioResult } from './scenario-result.ts'

const OP = 'turn'
/** A turn with a spool may take this much longer than one on a Kusto that answers at once. */
const LIMIT = 2

/** Adds the ratio to the scenario without latency, if that ran before in the same run. */
export function compareOutage(
  result: ScenarioResult,
  before: readonly ScenarioResult[],
): ScenarioResult {
  const ratio = ratioOf(result, named(before, 'outage-calm'))
  if (result.name !== 'outage' || ratio === undefined) return result
  const check = {
    name: `p95 of a turn is at most ${LIMIT} times that on a Kusto without latency and outage`,
    isMet: ratio <= LIMIT,
    seen: `${ratio.toFixed(2)} times`,
  }
  return { ...result, checks: [...result.checks, check] }
}

/** One line about all three, for the end of the run. */
export function outageComparison(results: readonly ScenarioResult[]): string | undefined {
  const calm = named(results, 'outage-calm')
  const others = ['outage', 'outage-durable'].flatMap((name) => named(results, name) ?? [])
  const parts = others.flatMap((result) => {
    const ratio = ratioOf(result, calm)
    const { load } = result
    if (ratio === undefined || load === undefined) return []
    return `${result.name} ${ratio.toFixed(2)} times that of outage-calm, ${load.failedRequests} failed, ${load.dropped} dropped`
  })
  return parts.length === 0 ? undefined : `\np95 of a turn: ${parts.join('; ')}`
}

function named(results: readonly ScenarioResult[], name: string): ScenarioResult | undefined {
  return results.find((result) => result.name === name)
}

function ratioOf(result: ScenarioResult, calm: ScenarioResult | undefined): number | undefined {
  const [ours, theirs] = [result, calm].map((one) => one?.load?.requestsMs[OP]?.p95)
  return ours === undefined || theirs === undefined ? undefined : ours / theirs
}
