import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KustoSaver, type KustoSaverErrorCode } from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'
import { checkpointOf, metadataOf } from '../../support/checkpoints.ts'
import { everythingOf, fillRichThread, threadConfig } from './rich-thread.ts'

const kustos: LocalKusto[] = []
const savers: KustoSaver[] = []
let saver: KustoSaver

beforeEach(async () => {
  saver = await newDatabase()
})

afterEach(async () => {
  await Promise.all(savers.splice(0).map((one) => one.end()))
  await Promise.all(kustos.splice(0).map((kusto) => kusto.close()))
})

async function newDatabase(): Promise<KustoSaver> {
  const kusto = await LocalKusto.open()
  kustos.push(kusto)
  const one = new KustoSaver({ client: kusto.client(), maxChunkBytes: 4096 })
  savers.push(one)
  await one.setup({ provision: true })
  return one
}

async function linesOf(threadId: string): Promise<string[]> {
  const lines: string[] = []
  for await (const line of saver.exportThread(threadId)) lines.push(line)
  return lines
}

describe('exportThread and importThread', () => {
  it('move a thread to another database unchanged', async () => {
    await fillRichThread(saver, 'thread')
    const other = await newDatabase()
    const report = await other.importThread(await linesOf('thread'))
    expect(report).toMatchObject({ isRepeated: false, left: [] })
    expect(await everythingOf(other, 'thread')).toEqual(await everythingOf(saver, 'thread'))
  })

  it('accept lines with line feeds, and a repeated import changes nothing', async () => {
    await fillRichThread(saver, 'thread')
    const lines = (await linesOf('thread')).map((line) => `${line}\r\n`)
    const other = await newDatabase()
    await other.importThread(lines, { threadId: 'renamed' })
    const before = await everythingOf(other, 'renamed')
    expect(await other.importThread(lines, { threadId: 'renamed' })).toMatchObject({
      isRepeated: true,
    })
    expect(await everythingOf(other, 'renamed')).toEqual(before)
  })

  it('leave lines after the thread unread', async () => {
    await saver.put(threadConfig('small'), checkpointOf(1, { a: 1 }), metadataOf(1), { a: 1 })
    const lines = [...(await linesOf('small')), 'next'].values()
    await saver.importThread(lines, { threadId: 'copy' })
    expect([...lines]).toEqual(['next'])
  })

  it('keep integers beyond 2^53 in metadata exactly', async () => {
    const metadata = { ...metadataOf(1), text: '"\n\u2028', big: 2 ** 60 }
    await saver.put(threadConfig('small'), checkpointOf(1, { a: 1 }), metadata, { a: 1 })
    await saver.importThread(await linesOf('small'), { threadId: 'copy' })
    expect((await saver.getTuple(threadConfig('copy')))?.metadata).toEqual(metadata)
    const found = []
    for await (const tuple of saver.list(threadConfig('copy'), { filter: { big: 2 ** 60 } })) {
      found.push(tuple)
    }
    expect(found).toHaveLength(1)
  })
})

describe('importThread of damaged lines', () => {
  const damages: readonly [string, (lines: string[]) => string[], KustoSaverErrorCode][] = [
    ['cut', (lines) => lines.slice(0, -1), 'EXPORT_DAMAGED'],
    ['without a row', (lines) => lines.toSpliced(2, 1), 'EXPORT_DAMAGED'],
    ['with a row twice', (lines) => lines.toSpliced(2, 0, lines[2] ?? ''), 'EXPORT_DAMAGED'],
    [
      'with another value',
      (lines) => lines.map((line) => line.replace('"go', '"stop')),
      'EXPORT_DAMAGED',
    ],
    ['without a beginning', (lines) => lines.slice(1), 'EXPORT_DAMAGED'],
    ['empty', () => [], 'EXPORT_DAMAGED'],
    ['not JSON', (lines) => lines.with(3, 'hello'), 'EXPORT_DAMAGED'],
    [
      'of a later version',
      (lines) => lines.map((line) => line.replace('"version":1,', '"version":2,')),
      'NEWER_FORMAT',
    ],
    [
      'with rows of a later format',
      (lines) => lines.map((line) => line.replace('"row_format":1', '"row_format":2')),
      'NEWER_FORMAT',
    ],
    [
      'with an unknown column',
      (lines) => lines.map((line) => line.replace('"chunks":', '"thread_id":"other","chunks":')),
      'EXPORT_DAMAGED',
    ],
    [
      'with JSON that would end its row',
      (lines) =>
        lines.map((line) =>
          line.replace(/"metadata_filter":"(?:\\.|[^"\\])*"/, String.raw`"metadata_filter":"1},{"`),
        ),
      'EXPORT_DAMAGED',
    ],
  ]

  it.each(damages)(
    '%s: nothing is visible, and the intact lines can be imported afterwards',
    async (_, damage, code) => {
      const metadata = { ...metadataOf(1), text: 'go' }
      await saver.put(threadConfig('thread'), checkpointOf(1, { a: 'go' }), metadata, { a: 1 })
      const config = await saver.put(
        threadConfig('thread'),
        checkpointOf(2, { a: 'go on' }),
        metadata,
        { a: 2 },
      )
      await saver.putWrites(config, [['a', 'go']], 'task')
      const lines = await linesOf('thread')
      const other = await newDatabase()
      await expect(other.importThread(damage(lines))).rejects.toMatchObject({ code })
      expect(await everythingOf(other, 'thread')).toEqual([])
      await other.importThread(lines)
      expect(await everythingOf(other, 'thread')).toEqual(await everythingOf(saver, 'thread'))
    },
  )
})
