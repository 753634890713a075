/**
 * Runs the KQL cases of the local engine on another Kusto, such as Microsoft's emulator:
 * `npm run conformance:emulator -- --url http://localhost:8080 --database NetDefaultDB`. It writes
 * two tables, `Events` and `Owners`, and measures no time: the emulator's licence forbids
 * benchmarks. Exit code 1 if an answer differs.
 */
import { parseArgs } from 'node:util'
import { connectKusto } from '../src/kusto/connect.ts'
import { resolveEndpoint } from '../src/kusto/connection/kusto-endpoint.ts'
import { loadTopics } from '../test/unit/local/kql/load-cases.ts'
import { runCases } from '../test/unit/local/kql/run-cases-on-kusto.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:8080' },
    database: { type: 'string', default: 'NetDefaultDB' },
  },
})
const client = connectKusto(resolveEndpoint(values.url, { database: values.database }))
try {
  const cases = (await loadTopics()).flatMap((topic) => topic.cases)
  const results = await runCases(client, cases)
  const count = (verdict: string): number =>
    results.filter((result) => result.verdict === verdict).length
  for (const { name, detail } of results.filter(({ verdict }) => verdict === 'failed'))
    console.log(`FAILED ${name}\n  ${detail}`)
  console.log(`${count('skipped')} need the fixture of the local engine`)
  console.log(`${count('passed')} passed, ${count('failed')} failed`)
  process.exitCode = count('failed') === 0 && count('passed') > 0 ? 0 : 1
} finally {
  await client.close()
}
