import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KustoSaver } from '../../../src/index.ts'
import type { LocalKusto } from '../../../src/local/index.ts'
import { freshThread } from '../../support/checkpoints.ts'
import { openSpooled, stepOf } from './support.ts'
import { openProvisionedKusto } from '../../support/provisioned-kusto.ts'
import { folderPerTest } from '../../support/folder-per-test.ts'

const WRITER = fileURLToPath(new URL('processes/spooled-writer.ts', import.meta.url))

let kusto: LocalKusto
const folder = folderPerTest()

beforeAll(async () => {
  kusto = await openProvisionedKusto()
})

afterAll(() => kusto.close())

interface Writer {
  readonly process: ChildProcess
  /** The last settled put by thread. */
  readonly settled: Map<string, number>
  /** Lines that do not report a put. */
  readonly others: string[]
  /** Settles after this many puts, or when the process has ended. */
  puts(count: number): Promise<void>
}

function start(name: string, prefix: readonly string[] = []): Writer {
  const command = [...prefix, process.execPath, '--import', 'tsx', WRITER, folder.path, name, '3']
  const [program = '', ...args] = command
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const settled = new Map<string, number>()
  const others: string[] = []
  let lines = 0
  let waiting: { readonly count: number; readonly resolve: () => void } | undefined
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [threadId = '', n = ''] = line.split(' ')
    if (threadId === 'failed') others.push(n)
    else settled.set(threadId, Number(n))
    lines += 1
    if (waiting !== undefined && lines >= waiting.count) waiting.resolve()
  })
  const ended = once(child, 'close')
  const puts = async (count: number): Promise<void> => {
    const enough = new Promise<void>((resolve) => {
      waiting = { count: lines + count, resolve }
    })
    await Promise.race([enough, ended])
  }
  return { process: child, settled, others, puts }
}

async function kill(writer: Writer): Promise<void> {
  const closed = once(writer.process, 'close')
  writer.process.kill('SIGKILL')
  await closed
}

/**
 * The settled puts that are not read. A later put may be on disk too, if its process died before it
 * could report it.
 */
async function missing(saver: KustoSaver, writers: readonly Writer[]): Promise<string[]> {
  const lost: string[] = []
  for (const [threadId, n] of writers.flatMap(({ settled }) => [...settled])) {
    const step = String(await stepOf(saver, threadId))
    const isThere = /^value \d+$/.test(step) && Number(step.slice('value '.length)) >= n
    if (!isThere) lost.push(`${threadId} settled put ${n} and reads ${step}`)
  }
  return lost
}

it('everything that settled before kill -9 is read and sent by the next process', async () => {
  const writers: Writer[] = []
  for (let round = 0; round < 3; round++) {
    const writer = start(freshThread())
    writers.push(writer)
    await writer.puts(40 + 17 * round)
    await kill(writer)
  }
  const next = openSpooled(kusto, folder.path)
  expect(await missing(next.saver, writers)).toEqual([])
  await next.saver.flush()
  expect(await missing(next.saver, writers)).toEqual([])
  await next.saver.close()
  await using durable = new KustoSaver({ client: kusto.client() })
  expect(await missing(durable, writers)).toEqual([])
}, 60_000)

it('two processes at once never share a file, and one successor takes over both', async () => {
  const writers = [start(freshThread()), start(freshThread())]
  await Promise.all(writers.map((writer) => writer.puts(30)))
  await Promise.all(writers.map(kill))
  const next = openSpooled(kusto, folder.path)
  expect(await missing(next.saver, writers)).toEqual([])
  await next.saver.flush()
  await next.saver.close()
  await using durable = new KustoSaver({ client: kusto.client() })
  expect(await missing(durable, writers)).toEqual([])
}, 60_000)

it('a successor that is killed while sending leaves the rest to the next one', async () => {
  const writer = start(freshThread())
  await writer.puts(50)
  await kill(writer)
  const successor = start(freshThread())
  await successor.puts(1)
  await kill(successor)
  const next = openSpooled(kusto, folder.path)
  expect(await missing(next.saver, [writer, successor])).toEqual([])
  await next.saver.flush()
  await next.saver.close()
  await using durable = new KustoSaver({ client: kusto.client() })
  expect(await missing(durable, [writer, successor])).toEqual([])
}, 60_000)

it.skipIf(process.platform !== 'linux')(
  'a full disk is a typed error before anything is acknowledged, and loses nothing',
  async () => {
    // the limit on the size of a file fails like a full disk; 400 blocks of 1 KiB
    const full = start(freshThread(), [
      'bash',
      '-c',
      'trap "" XFSZ; ulimit -f 400; exec "$@"',
      'bash',
    ])
    await full.puts(100_000)
    expect(full.others).toEqual(['SPOOL_FAILED'])
    expect(full.settled.size).toBe(3)
    const next = openSpooled(kusto, folder.path)
    expect(await missing(next.saver, [full])).toEqual([])
    await next.saver.flush()
    await next.saver.close()
  },
  60_000,
)
