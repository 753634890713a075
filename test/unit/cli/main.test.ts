import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PACKAGE_VERSION } from '../../../src/package-version.generated.ts'
import { startAzurite } from '../../suites/queued/support/azurite.ts'

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url))

let folder: string
const children = new Set<ChildProcess>()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'langgraph-kusto-cli-'))
})

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
  await rm(folder, { recursive: true })
})

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  return child
}

async function finish(...args: string[]) {
  const child = start(...args)
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { out, err, code: Number(code) }
}

describe('langgraph-kusto', () => {
  it('shows its commands and exits with 0 for --help', async () => {
    const { out, code } = await finish('--help')
    expect(out).toContain('local')
    expect(code).toBe(0)
  })

  it('prints its version', async () => {
    for (const flag of ['--version', '-v']) {
      expect(await finish(flag)).toEqual({ out: `${PACKAGE_VERSION}\n`, err: '', code: 0 })
    }
  })

  it('exits with 2 when no command is given', async () => {
    const { out, err, code } = await finish()
    expect([out, code]).toEqual(['', 2])
    expect(err).toContain('Usage:')
  })

  it('exits with 2 and one line for an unknown command or option', async () => {
    expect(await finish('fly')).toEqual({
      out: '',
      err: "langgraph-kusto: unknown command 'fly'; see langgraph-kusto --help\n",
      code: 2,
    })
    const { err, code } = await finish('local', '--port', 'x')
    expect([err.trimEnd().split('\n').length, code]).toEqual([1, 2])
  })
})

describe('langgraph-kusto local', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves until %s, exits with 0 and keeps its rows',
    async (signal) => {
      const path = join(folder, 'kusto.db')
      const first = await serving('--path', path)
      await post(`${first.url}/v1/rest/mgmt`, '{"csl":".create table T (a:string)"}')
      await post(
        `${first.url}/v1/rest/mgmt`,
        '{"csl":".alter table T policy streamingingestion enable"}',
      )
      await post(`${first.url}/v1/rest/ingest/NetDefaultDB/T?streamFormat=csv`, 'kept')
      expect(await stop(first.child, signal)).toBe(0)
      const second = await serving('--path', path)
      expect(await post(`${second.url}/v2/rest/query`, '{"csl":"T"}')).toContain('[["kept"]]')
      expect(await stop(second.child, signal)).toBe(0)
    },
  )

  it('prints the connection string of the database that it serves', async () => {
    const { child, out } = await serving('--database', 'My agents')
    const connection = /^Connection string: (\S+)$/m.exec(out)?.[1] ?? ''
    const listed = await finish('threads', 'list', '--connection', connection)
    expect(listed.err).toContain('Run `langgraph-kusto provision`')
    expect((await finish('provision', '--connection', connection)).code).toBe(0)
    expect(await finish('threads', 'list', '--connection', connection)).toEqual({
      out: 'The database holds no threads.\n',
      err: '',
      code: 0,
    })
    expect(await stop(child, 'SIGTERM')).toBe(0)
  })

  it('offers storage for queued ingestion if it is given', async () => {
    const azurite = await startAzurite()
    try {
      const { url, child } = await serving('--storage', azurite.connectionString)
      const resources = await post(
        `${url}/v1/rest/mgmt`,
        '{"csl":".get ingestion resources","db":"NetDefaultDB"}',
      )
      expect(resources).toContain('SecuredReadyForAggregationQueue')
      expect(resources).toContain('devstoreaccount1')
      expect(await stop(child, 'SIGTERM')).toBe(0)
    } finally {
      await azurite.close()
    }
  })

  it('exits with 1 and one line when its port is taken', async () => {
    const { url } = await serving()
    const { err, code } = await finish('local', '--port', new URL(url).port)
    expect(err).toMatch(
      /^langgraph-kusto local: 127\.0\.0\.1:\d+ is in use\. Pass another --port, or --port 0 for a free one\n$/,
    )
    expect(code).toBe(1)
  })

  it('exits with 1 and one line when its file cannot be opened', async () => {
    const { err, code } = await finish('local', '--path', join(folder, 'missing', 'kusto.db'))
    expect(err).toMatch(/^langgraph-kusto local: .*missing.kusto\.db.*\n$/)
    expect(code).toBe(1)
  })
})

async function serving(...args: string[]) {
  const child = start('local', '--port', '0', ...args)
  let out = ''
  for await (const chunk of child.stdout) {
    out += String(chunk)
    const url = /ready at (\S+)/.exec(out)?.[1]
    if (url !== undefined && out.includes('Connection string:')) return { child, url, out }
  }
  throw new Error(`it did not start: ${await text(child.stderr)}`)
}

async function stop(child: ChildProcess, signal: 'SIGINT' | 'SIGTERM') {
  const exit = once(child, 'exit')
  child.kill(signal)
  const [code] = await exit
  return Number(code)
}

async function post(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', body })
  const answer = await response.text()
  expect(answer).not.toContain('"error"')
  return answer
}
