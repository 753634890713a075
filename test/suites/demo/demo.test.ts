import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'

const STORY = fileURLToPath(new URL('../../../examples/demo/story.ts', import.meta.url))

/** Three processes, each loading the parser; on a busy machine that takes a while. */
const TIMEOUT_MS = 240_000

describe('the demo', () => {
  let output = ''

  beforeAll(async () => {
    const { KEEP: _, ...env } = process.env
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', STORY], {
      env,
    })
    output = stdout
  }, TIMEOUT_MS)

  it('kills the host during a run, when one of two parallel tools is done', () => {
    const first = section(1)
    expect(first).toMatch(/ran: model, .*lookup_order is done and stored, check_policy is not/)
  })

  it('resumes in a new process without repeating finished work', () => {
    const ran = /ran: (.*?)\./.exec(section(3))?.[1]
    expect(ran?.split(', ')).toEqual(['check_policy', 'model', 'make_quote', 'approval'])
  })

  it('keeps a question in a subgraph over the second kill', () => {
    expect(section(3)).toContain('The agent asks a human: Refund 49.90 EUR for order 1042?')
    expect(section(5)).toContain('ran: approval, model')
    expect(section(5)).toContain('model: Your refund is approved.')
  })

  it('shows every checkpoint of the thread once, in order', () => {
    const steps = [...output.matchAll(/^(-?\d+) +(?:input|loop) +[0-9a-f-]{36} /gm)].map(
      (row) => row[1],
    )
    expect(steps).toEqual(['-1', '0', '1', '2', '3', '4', '5'])
  })

  it('prints its cost', () => {
    expect(output).toMatch(/sent \d+ queries .* and \d+ ingest requests with \d+ rows, \d+ KB\./)
    expect(output).toMatch(/The database file has \d+ KB\./)
  })

  it('shows its health and its metrics', () => {
    expect(output).toMatch(/Its health is ok, in \d+ checks \(http:.*\/healthz\)\./)
    expect(output).toMatch(/Prometheus would read it \(http:\/\/127\.0\.0\.1:\d+\/metrics\)/)
    expect(output).toMatch(/^ {2}langgraph_kusto_puts_total\{.*\} [1-9]\d*$/m)
    expect(output).toMatch(/^ {2}langgraph_kusto_ingested_rows_total\{.*"Checkpoints"\} [1-9]\d*$/m)
    expect(output).not.toContain('otel_scope')
  })

  function section(number: number): string {
    const start = output.indexOf(`${number}. `)
    const end = output.indexOf(`\n${number + 1}. `, start)
    return output.slice(start, end < 0 ? undefined : end)
  }
})
