import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/run-cli.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { openSpooled, put, stepOf } from '../spool/support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'
import { consolePerTest } from '../../support/console-per-test.ts'

let kusto: LocalKusto
const folder = folderPerTest()
let thread: string
const { all: said } = consolePerTest()

beforeAll(async () => {
  kusto = await openProvisionedKusto()
})

afterAll(() => kusto.close())

beforeEach(async () => {
  thread = freshThread()
})

const spool = (...args: string[]) => runCli(['spool', ...args, '--path', folder.path])

/** A spool of an ended process, with a put that Kusto refused and one waiting behind it. */
async function refuse(): Promise<void> {
  const { saver, client } = openSpooled(kusto, folder.path)
  await put(saver, thread, 1)
  client.refused = thread
  await saver.flush().catch(() => undefined)
  await saver.close()
}

it('lists waiting and refused writes, even beside a running process', async () => {
  await refuse()
  const { saver } = openSpooled(kusto, folder.path)
  await put(saver, freshThread(), 1)
  expect(await spool('list', '--json', '--thread', thread)).toBe(0)
  const [line] = said
  expect(JSON.parse(line ?? '')).toMatchObject([
    { threadId: thread, writes: 1, rows: 3, refused: expect.stringContaining('no') as unknown },
  ])
  await saver.close()
})

it('retries: the next process sends refused writes at once', async () => {
  await refuse()
  expect(await spool('retry')).toBe(0)
  const { saver } = openSpooled(kusto, folder.path)
  expect(await stepOf(saver, thread)).toBe('value 1')
  await saver.flush()
  await saver.close()
})

it('drops the writes of one thread after confirmation', async () => {
  await refuse()
  expect(await spool('drop', '--thread', thread)).toBe(2)
  expect(await spool('drop', '--thread', thread, '--yes')).toBe(0)
  const { saver } = openSpooled(kusto, folder.path)
  expect(await stepOf(saver, thread)).toBeUndefined()
  await saver.close()
})

it('does not touch files that a process has open', async () => {
  const { saver } = openSpooled(kusto, folder.path)
  await put(saver, thread, 1)
  expect(await spool('drop', '--thread', thread, '--yes')).toBe(1)
  expect(said.join('\n')).toContain(`process (${process.pid})`)
  expect(await stepOf(saver, thread)).toBe('value 1')
  await saver.close()
})

it('refuses unknown arguments', async () => {
  expect(await spool('purge')).toBe(2)
  expect(await runCli(['spool', 'list', '--path', '/nowhere'])).toBe(2)
  expect(await spool('drop', '--yes')).toBe(2)
})

it('says that a folder is no spool folder', async () => {
  for (const action of ['list', 'retry']) {
    said.length = 0
    expect(await spool(action)).toBe(2)
    expect(said).toEqual([
      `langgraph-kusto spool: '${folder.path}' is no spool folder: it has no file spool-0.sqlite. See \`langgraph-kusto spool --help\`.`,
    ])
  }
})

it('says that no writes wait', async () => {
  const { saver } = openSpooled(kusto, folder.path)
  await saver.setup()
  await saver.close()
  expect(await spool('list')).toBe(0)
  expect(said).toEqual(['No writes wait.'])
})
