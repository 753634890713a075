import { aims } from '../aims.ts'
import type { Results } from '../results.ts'
import { aimsSection } from './aims-section.ts'
import { aloneSection } from './alone-section.ts'
import { chatSection } from './chat-section.ts'
import { machineLine, versionsLine } from './machine.ts'
import { networkSection } from './network-section.ts'
import { profileSection } from './profile-section.ts'
import { deltaSection, growthSection, historySection } from './reading-sections.ts'
import { superstepsSection } from './supersteps-section.ts'

export interface RunConditions {
  /** The command line. */
  readonly command: string
  readonly rounds: number
  readonly cellMs: number
  readonly isQuick: boolean
  readonly loadBefore: string
  readonly loadAfter: string
  readonly minutes: number
  /** Settings as the server reports them. */
  readonly postgresSettings: readonly string[]
  /** Settings as the driver reports them. */
  readonly sqliteSettings: readonly string[]
}

export function benchPage(results: Results, conditions: RunConditions): string {
  const { supersteps, history, chat, delta, network, growth, alone, profile } = results
  const sections = [
    aimsSection(aims(results)),
    supersteps && superstepsSection(supersteps),
    history && historySection(history),
    chat && chatSection(chat),
    delta && deltaSection(delta),
    network && networkSection(network),
    growth && growthSection(growth),
    alone && aloneSection(alone),
    profile && profileSection(profile),
    conditionsSection(conditions),
  ]
  return `# Savers beside each other

<!-- Written by \`${conditions.command}\` (tools/bench-savers.ts); not by hand. -->

Compares KustoSaver with LangGraph's official savers: one machine, one run, the same work. Speeds
depend on this machine; the ratios carry over to others.

${sections.filter((section) => section !== undefined).join('\n\n')}
`
}

function conditionsSection(conditions: RunConditions): string {
  return `## How it was measured

- ${machineLine()}. ${versionsLine()}.
- \`${conditions.command}\`, ${conditions.minutes.toFixed(1)} minutes; load average of the last minute at the start ${conditions.loadBefore}, at the end ${conditions.loadAfter} (the benchmark and its servers account for 1 to 3; the rest was other work, which affects all savers, though not evenly).${conditions.isQuick ? '\n- **Quick**: short cells and fewer rounds; good for comparing before and after, not for quoting.' : ''}
- ${conditions.rounds} rounds of each cell, ${conditions.cellMs / 1_000} s each after a warm-up, every saver in every round, in rotating order; every cell of supersteps starts with an empty database.
- States are LangChain messages and, above 2 KB, passages of text as a tool returns them: words of English frequency from one seed, the same for every saver; no value equals the previous one. Every worker has its own threads of 40 supersteps.
- KustoSaver in process: default options, \`LocalKusto\` with a file (\`journal_mode = WAL\`): a write is committed and its log synced before it is acknowledged. Over HTTP: the same through the Azure SDKs, \`langgraph-kusto local --path …\` in a process of its own.
- PostgresSaver: default pool, a server as \`initdb\` makes it, over a Unix socket: ${conditions.postgresSettings.map((setting) => `\`${setting}\``).join(', ')}.
- SqliteSaver: a file, ${conditions.sqliteSettings.map((setting) => `\`${setting}\``).join(', ')} (1 is NORMAL: a commit is not synced before it is acknowledged and may be lost in a machine crash, so it guarantees less than the others).
- MemorySaver keeps everything in this process.`
}
