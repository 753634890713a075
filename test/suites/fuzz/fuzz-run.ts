import { join } from 'node:path'
import { KustoSaver } from '../../../src/index.ts'
import { LocalKusto, VirtualClock } from '../../../src/local/index.ts'
import { worstKusto } from '../../../src/local/emulation/presets/worst-kusto.ts'
import type { Plant } from '../judge/planted-saver.ts'
import type { RunPreset } from '../../../tools/judge/run-preset.ts'
import { countTotals, type Totals } from '../../../tools/judge/totals.ts'
import type { Violation } from '../../../tools/judge/violation.ts'
import { Story } from './story.ts'

export interface FuzzOptions {
  readonly seed: number
  readonly preset: RunPreset
  /** Folder of the histories. */
  readonly folder: string
  readonly isOver: (summary: FuzzSummary) => boolean
  readonly plant?: Plant
}

export interface FuzzSummary {
  readonly seed: number
  readonly stories: number
  readonly totals: Totals
  readonly violations: readonly Violation[]
  /** History file of the last story. */
  readonly file: string
}

/** A database holds a year of stories, then a new one begins. */
const STORIES_OF_A_KUSTO = 8

/**
 * Runs stories, each with its own seed, until the time is over or one of them shows a violation.
 */
export async function runFuzz(options: FuzzOptions): Promise<FuzzSummary> {
  let summary: FuzzSummary = {
    seed: options.seed,
    stories: 0,
    totals: countTotals(),
    violations: [],
    file: '',
  }
  do {
    summary = await runBatch(options, summary)
  } while (!options.isOver(summary) && summary.violations.length === 0)
  return summary
}

async function runBatch(options: FuzzOptions, before: FuzzSummary): Promise<FuzzSummary> {
  const clock = new VirtualClock()
  await using kusto = await LocalKusto.open({ clock })
  const saver = new KustoSaver({ client: kusto.client(), clock, nowMs: () => clock.nowMs() })
  await saver.setup({ provision: true })
  await saver.end()
  let summary = before
  for (let n = 0; n < STORIES_OF_A_KUSTO; n++) {
    const seed = options.seed + summary.stories
    const { name, timeScale } = options.preset
    if (name === 'worst') kusto.emulate(worstKusto(seed, { timeScale }))
    const file = join(options.folder, `story-${seed}.jsonl`)
    const story = new Story({ ...options, name: `story ${seed}`, kusto, clock, file })
    const { totals, violations } = await story.tell()
    summary.totals.include(totals)
    summary = {
      ...summary,
      stories: summary.stories + 1,
      violations,
      file,
    }
    if (violations.length > 0 || options.isOver(summary)) break
  }
  return summary
}
