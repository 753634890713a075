/**
 * The demo: an agent is killed twice and loses nothing.
 *
 *   make demo           runs the story
 *   make demo KEEP=1    leaves the host running at the end, so that you can try it
 */
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Health, History, RequestCounts, ThreadSummary } from './answers.ts'
import { counterLines } from './counter-lines.ts'
import { historyTable } from './history-table.ts'
import { HostProcess } from './host-process.ts'
import { sayHowToPlay } from './how-to-play.ts'

const THREAD = '/threads/order-1042'
const LONGER_THAN_THE_STORY_MS = 600_000

const folder = await mkdtemp(join(tmpdir(), 'kusto-demo-'))
const file = join(folder, 'state.sqlite')
const begunAt = performance.now()
const hosts: HostProcess[] = []
const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
try {
  await Promise.race([runStory(), interrupted])
} catch (error) {
  console.error(`The demo failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await Promise.all(hosts.map((host) => host.kill()))
  await rm(folder, { recursive: true, force: true })
}
// an interrupted story would continue with dead hosts
process.exit()

async function runStory(): Promise<void> {
  say(
    '1. A customer writes to the agent. The model asks two tools at once; the policy service hangs.',
  )
  const first = await start(LONGER_THAN_THE_STORY_MS)
  const lostAnswer = first
    .post(`${THREAD}/messages`, 'my teapot came broken', ThreadSummary)
    .catch(() => undefined)
  const { ran } = await untilTaskIsDone(first, 'lookup_order')
  say(`   ran: ${ran.join(', ')}. lookup_order is done and stored, check_policy is not.`)

  const spentByFirst = await first.get('/requests', RequestCounts)

  say('2. kill -9, in mid-run.')
  await first.kill()
  await lostAnswer

  say('3. A new process on the same database resumes the thread.')
  const second = await start(0)
  const waiting = await second.post(`${THREAD}/resume`, null, ThreadSummary)
  say(`   ran: ${waiting.ran.join(', ')}. Neither the first model call nor lookup_order ran again.`)
  say(`   The agent asks a human: ${waiting.question}`)

  say('4. kill -9 again, while it waits.')
  const spentBySecond = await second.get('/requests', RequestCounts)
  await second.kill()

  say('5. Another process; the question is still there, the human says yes.')
  const third = await start(0)
  const asked = await third.get(THREAD, ThreadSummary)
  if (asked.question !== waiting.question)
    throw new Error(`The question is gone: ${asked.question}`)
  const done = await third.post(`${THREAD}/approval`, true, ThreadSummary)
  say(`   ran: ${done.ran.join(', ')}`)
  for (const message of done.values.messages) say(`   ${message}`)
  const spentByThird = await third.get('/requests', RequestCounts)

  say('\nThe thread as it lies in Kusto:\n')
  const history = await third.get(`${THREAD}/history`, History)
  say(historyTable(history))
  say(`\nThe three processes sent ${costs([spentByFirst, spentBySecond, spentByThird])}.`)
  const { status, checks } = await third.get('/healthz', Health)
  say(`Its health is ${status}, in ${checks.length} checks (${third.url}/healthz).`)
  say(`What it counted, as Prometheus would read it (${third.metricsUrl}):\n`)
  for (const line of counterLines(await third.metrics())) say(`  ${line}`)
  await third.stop()
  say(`\nThe database file has ${Math.ceil((await stat(file)).size / 1024)} KB.`)
  say(`Done in ${((performance.now() - begunAt) / 1000).toFixed(1)} s.`)
  if (process.env['KEEP'] === '1') {
    sayHowToPlay(await start(0))
    await interrupted
  }
}

async function start(policyDelayMs: number): Promise<HostProcess> {
  const host = await HostProcess.start(file, policyDelayMs)
  hosts.push(host)
  return host
}

async function untilTaskIsDone(host: HostProcess, task: string): Promise<ThreadSummary> {
  for (;;) {
    const summary = await host.get(THREAD, ThreadSummary)
    if (summary.doneTasks.includes(task)) return summary
    await delay(50)
  }
}

function costs(counts: readonly RequestCounts[]): string {
  const total = (key: keyof RequestCounts): number =>
    counts.reduce((sum, count) => sum + count[key], 0)
  return (
    `${total('queries')} queries (some of them this story's own looking) and ` +
    `${total('ingests')} ingest requests with ${total('rows')} rows, ${Math.ceil(total('bytes') / 1024)} KB`
  )
}

function say(text: string): void {
  console.log(text)
}
