import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LocalKusto } from '../../../../src/local/index.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-owner-'))
  path = join(folder, 'kusto.db')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const SCRIPT = fileURLToPath(new URL('hold-file.ts', import.meta.url))

/** A child that has the file open when this settles. */
async function holder(options: readonly string[] = []): Promise<ChildProcess> {
  const args = [...options, '--import', 'tsx', SCRIPT, path]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const firstEvent = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  expect(String(firstEvent[0])).toBe('open\n')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function countOf(kusto: LocalKusto): Promise<unknown> {
  const [table] = await kusto.client().query({ text: 'T | count', parameters: {} })
  return table?.rows[0]?.[0]
}

const REFUSED = { name: 'KustoSaverError', code: 'INVALID_OPTION' }

describe('a file that is open', () => {
  it('cannot be opened twice in one process, and the error names that process', async () => {
    const first = await LocalKusto.open({ path })
    await expect(LocalKusto.open({ path })).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringMatching(
        new RegExp(`cannot keep its data in .*: this process \\(${process.pid}\\), since 20`),
      ) as unknown,
    })
    await first.client().command({ text: '.set-or-append T <| print n = 1' })
    expect(await countOf(first)).toBe(1)
    await first.close()
  })

  it('is refused to a link to it', async () => {
    const first = await LocalKusto.open({ path })
    const link = join(folder, 'link.db')
    await symlink(path, link)
    await expect(LocalKusto.open({ path: link })).rejects.toMatchObject(REFUSED)
    await first.close()
  })

  it('is refused to a worker of the process', async () => {
    const first = await LocalKusto.open({ path })
    const worker = new Worker(
      `import('tsx/esm/api').then(({ register }) => register() && import(${JSON.stringify(SCRIPT)}))
        .catch((error) => require('node:worker_threads').parentPort.postMessage(error.message))`,
      { eval: true, argv: [path] },
    )
    const [message] = await once(worker, 'message')
    expect(message).toContain(`this process (${process.pid})`)
    await worker.terminate()
    await first.close()
  })

  it('cannot be opened by another process until its owner ends', async () => {
    const child = await holder()
    await expect(LocalKusto.open({ path })).rejects.toMatchObject({
      ...REFUSED,
      message: expect.stringContaining(`process ${child.pid}, since`) as unknown,
    })
    await kill(child)
    const next = await LocalKusto.open({ path })
    expect(await countOf(next)).toBe(1)
    await next.close()
  })

  it('is opened by exactly one of several processes that try at once', async () => {
    const opened = await Promise.allSettled(
      Array.from({ length: 4 }, () => LocalKusto.open({ path })),
    )
    const owners = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    expect(owners).toHaveLength(1)
    for (const owner of owners) await owner.close()
  })

  it('may be opened again when it was closed', async () => {
    for (const _ of [1, 2]) await (await LocalKusto.open({ path })).close()
    expect(await readdir(folder)).toContain('kusto.db-lock')
  })
})

describe('a file that cannot be opened', () => {
  it('leaves no lock behind', async () => {
    await writeFile(path, 'Dear database, '.repeat(100))
    await expect(LocalKusto.open({ path })).rejects.toMatchObject(REFUSED)
    expect(await readdir(folder)).toEqual(['kusto.db'])
  })
})

describe("Node's permission model", () => {
  it('allows to write, although it refuses fs.fdatasync', async () => {
    const flag = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission'
    const allowed = ['fs-read=*', 'fs-write=*', 'worker', 'child-process', 'addons']
      .map((what) => `--allow-${what}`)
      .filter((option) => process.allowedNodeEnvironmentFlags.has(option.replace(/=.*/, '')))
    await kill(await holder([flag, ...allowed]))
    const next = await LocalKusto.open({ path })
    expect(await countOf(next)).toBe(1)
    await next.close()
  })
})
