import { aims } from '../aims.ts'
import type { Results } from '../results.ts'
import { aimsSection } from './aims-section.ts'
import { aloneSection } from './alone-section.ts'
import { chatSection } from './chat-section.ts'
import { machineLine, versionsLine } from './machine.ts'
import { profileSection } from './profile-section.ts'
import { deltaSection, growthSection, historySection } from './reading-sections.ts'
import { superstepsSection } from './supersteps-section.ts'

export interface RunConditions {
  /** As it was called. */
  readonly command: string
  readonly rounds: number
  readonly cellMs: number
  readonly isQuick: boolean
  readonly loadBefore: string
  readonly loadAfter: string
  readonly minutes: number
  /** As the server says them. */
  readonly postgresSettings: readonly string[]
  /** As the driver says them. */
  readonly sqliteSettings: readonly string[]
}

export function benchPage(results: Results, conditions: RunConditions): string {
  const { supersteps, history, chat, delta, growth, alone, profile } = results
  const sections = [
    aimsSection(aims(results)),
    supersteps && superstepsSection(supersteps),
    history && historySection(history),
    chat && chatSection(chat),
    delta && deltaSection(delta),
    growth && growthSection(growth),
    alone && aloneSection(alone),
    profile && profileSection(profile),
    conditionsSection(conditions),
  ]
  return `# Savers beside each other

<!-- Written by \`${conditions.command}\` (tools/bench-savers.ts); not by hand. -->

KustoSaver beside LangGraph's official savers: one machine, one run, the same work. Speeds are this machine's; what carries over are the ratios.

${sections.filter((section) => section !== undefined).join('\n\n')}
`
}

function conditionsSection(conditions: RunConditions): string {
  return `## How it was measured

- ${machineLine()}. ${versionsLine()}.
- \`${conditions.command}\`, ${conditions.minutes.toFixed(1)} minutes; load average of the last minute when it began ${conditions.loadBefore}, when it ended ${conditions.loadAfter} (the benchmark and its servers are between 1 and 3 of it: what is above was other work, which weighs on all savers, though not evenly).${conditions.isQuick ? '\n- **Quick**: short cells and fewer rounds; good for comparing before and after, not for quoting.' : ''}
- ${conditions.rounds} rounds of each cell, ${conditions.cellMs / 1_000} s each after a warm-up, every saver in every round, beginning with another one each time; every cell of supersteps on an empty database.
- States are LangChain messages and, above 2 KB, passages of text as a tool returns them: words of English frequency from one seed, the same for every saver; no value equals the one before it. Every worker has threads of its own, of 40 supersteps.
- KustoSaver in process: default options, \`LocalKusto\` with a file (\`journal_mode = WAL\`): committed and its log synced before it is acknowledged. Over HTTP: the same through the Azure SDKs, \`langgraph-kusto local --path …\` in a process of its own.
- PostgresSaver: default pool, a server as \`initdb\` makes it, over a Unix socket: ${conditions.postgresSettings.map((setting) => `\`${setting}\``).join(', ')}.
- SqliteSaver: a file, ${conditions.sqliteSettings.map((setting) => `\`${setting}\``).join(', ')} (1 is NORMAL: a commit is not synced before it is acknowledged and may be lost with the machine, so it promises less than the others).
- MemorySaver keeps everything in this process and loses it with it.`
}
