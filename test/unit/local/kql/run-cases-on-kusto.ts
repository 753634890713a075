import type { KustoClient } from '../../../../src/index.ts'
import type { KqlCase } from './kql-case.ts'

export interface CaseResult {
  readonly name: string
  /** `skipped`: the case needs the fixture of the local engine. */
  readonly verdict: 'passed' | 'failed' | 'skipped'
  /** For a failure: the query, the expected and the actual answer. */
  readonly detail: string
}

/** The two tables of the local fixture, with the same rows. */
const FIXTURE = [
  '.set-or-replace Events <| datatable(Thread:string, Step:long, Details:dynamic)["a", 1, dynamic({"n":1}), "a", 2, dynamic([1,2.0,"x"]), "b", 3, dynamic(null)]',
  '.set-or-replace Owners <| datatable(Thread:string, Owner:string)["a", "Ann", "c", "Cy"]',
]

/** The view, the functions, the name and the clock of the fixture. */
const FIXTURE_ONLY =
  /LatestEvents|EventsOf|LateEvents|Answer\(|current_database\(|\bnow\(|\bago\(|ingestion_time/

/** Runs each case against a Kusto that is not the local engine: its rows must match the case. */
export async function runCases(
  client: KustoClient,
  cases: readonly KqlCase[],
): Promise<CaseResult[]> {
  for (const text of FIXTURE) await client.command({ text })
  const results: CaseResult[] = []
  for (const each of cases) results.push(await runCase(client, each))
  return results
}

async function runCase(client: KustoClient, kqlCase: KqlCase): Promise<CaseResult> {
  const { name, kql, parameters, rows, inAnyOrder = false } = kqlCase
  // a refusal without rows: its words are the local engine's, and Kusto may accept the construct
  if (rows === undefined || parameters !== undefined || FIXTURE_ONLY.test(kql))
    return { name, verdict: 'skipped', detail: '' }
  const answer = await answerOf(client, kql)
  const expected = shown(rows, inAnyOrder)
  const found = typeof answer === 'string' ? answer : shown(answer, inAnyOrder)
  if (found === expected) return { name, verdict: 'passed', detail: '' }
  const detail = `${kql}\n  expected ${expected}\n  answered ${found}`
  return { name, verdict: 'failed', detail }
}

async function answerOf(
  client: KustoClient,
  text: string,
): Promise<readonly (readonly unknown[])[] | string> {
  try {
    return (await client.query({ text, parameters: {} })).at(-1)?.rows ?? []
  } catch (error) {
    return String(error)
  }
}

/** Integers beyond 2^53 keep their digits as bigint. */
function digitsOfBigInts(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}

function shown(rows: readonly (readonly unknown[])[], inAnyOrder: boolean): string {
  const lines = rows.map((row) => JSON.stringify(row, digitsOfBigInts))
  return `[${(inAnyOrder ? lines.toSorted() : lines).join(',')}]`
}
