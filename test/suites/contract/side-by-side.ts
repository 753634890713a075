import { expect, it } from 'vitest'
import { isKustoSaverError } from '../../../src/errors.ts'
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import { isSpooled } from '../../support/write-mode.ts'
import { hasPostgres, openSaver, type SaverName } from './savers.ts'

/** Calls of a saver; the results of the three savers are compared. */
type Story = (saver: BaseCheckpointSaver) => Promise<unknown>

/**
 * The outcome of a story: its result, or how it was refused (our code, another saver's message).
 */
type Outcome = { readonly result: unknown } | { readonly refused: string }

/** A different outcome of another saver: what it is, and why ours is right. */
interface Difference {
  readonly outcome: Outcome | { readonly refused: RegExp }
  readonly why: string
}

export interface ContractCase {
  /** A sentence about what the saver does. */
  readonly name: string
  readonly story: Story
  /** KustoSaver's outcome. */
  readonly outcome: Outcome
  /** Omitted if the saver has the same outcome. */
  readonly postgres?: Difference
  readonly memory?: Difference
}

/** One story on one saver, and its expected outcome. */
interface Leg {
  readonly title: string
  readonly saver: SaverName
  readonly story: Story
  readonly expected: unknown
}

/**
 * Runs every story on the three savers, each on empty storage, and compares the outcomes field by
 * field.
 */
export function sideBySide(cases: readonly ContractCase[]): void {
  // the other savers do not spool
  const own = cases.flatMap(legsOf).filter(({ saver }) => saver === 'kusto' || !isSpooled)
  const legs = own.map((leg) => [leg.title, leg] as const)
  it.for(legs)('%s', async ([, { saver, story, expected }], { skip }) => {
    skip(saver === 'postgres' && !hasPostgres, 'PostgreSQL is not installed')
    expect(await outcomeOn(saver, story)).toEqual(expected)
  })
}

function legsOf({ name, story, outcome, postgres, memory }: ContractCase): Leg[] {
  return [
    { title: `${name} | KustoSaver`, saver: 'kusto', story, expected: outcome },
    peerLeg('PostgresSaver', 'postgres', postgres),
    peerLeg('MemorySaver', 'memory', memory),
  ]

  function peerLeg(label: string, saver: SaverName, difference: Difference | undefined): Leg {
    const how = difference === undefined ? 'does the same' : `differs: ${difference.why}`
    const expected = difference === undefined ? sameAs(outcome) : spelledOut(difference.outcome)
    return { title: `${name} | ${label} ${how}`, saver, story, expected }
  }
}

/** Other savers refuse with plain errors without a code, so only the refusal can be compared. */
function sameAs(outcome: Outcome): unknown {
  return 'refused' in outcome ? { refused: expect.any(String) } : outcome
}

function spelledOut(outcome: Difference['outcome']): unknown {
  if (!('refused' in outcome) || typeof outcome.refused === 'string') return outcome
  return { refused: expect.stringMatching(outcome.refused) }
}

async function outcomeOn(name: SaverName, story: Story): Promise<Outcome> {
  const opened = await openSaver[name]()
  try {
    return { result: await story(opened.saver) }
  } catch (error) {
    if (isKustoSaverError(error)) return { refused: error.code }
    return { refused: error instanceof Error ? error.message : String(error) }
  } finally {
    await opened.close()
  }
}
