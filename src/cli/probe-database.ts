import { writeFile } from 'node:fs/promises'
import { runProbes, type ProbeFinding, type ProbeReport } from '../probes/run-probes.ts'
import type { Verdict } from '../probes/probe.ts'
import { EXIT_CODE } from './process/exit-code.ts'
import { shutdownSignal } from './process/shutdown-signal.ts'
import { connectTo } from './arguments/connection-option.ts'

export interface ProbeCommandOptions {
  readonly ingestor: string | undefined
  readonly output: string | undefined
  readonly isJson: boolean
}

/** @returns the exit code: 1 if an answer differs or tables may have been left behind */
export async function probeDatabase(
  connection: string | undefined,
  { ingestor, output, isJson }: ProbeCommandOptions,
): Promise<number> {
  // before the ten minutes that the probes take
  if (output !== undefined) await writeFile(output, '')
  const client = connectTo(connection)
  const other = ingestor === undefined ? undefined : connectTo(ingestor)
  const stop = new AbortController()
  void shutdownSignal().then(() => stop.abort())
  try {
    const report = await runProbes(client, {
      ingestor: other,
      signal: stop.signal,
      onFinding: isJson ? undefined : (finding) => console.log(describe(finding)),
    })
    const json = JSON.stringify(report, undefined, 2)
    if (output !== undefined) await writeFile(output, `${json}\n`)
    console.log(isJson ? json : summary(report))
    const isWell = report.findings.every(({ verdict }) => verdict !== 'differs')
    return isWell && report.leftBehind === '' ? EXIT_CODE.done : EXIT_CODE.failed
  } finally {
    await other?.close()
    await client.close()
  }
}

const MARKS: Readonly<Record<Verdict, string>> = {
  'as expected': '✓',
  differs: '✗',
  'could not be tried': '?',
}
const NAME_WIDTH = 30

function describe(finding: ProbeFinding): string {
  const { name, verdict, question, done, expected, observed, advice } = finding
  const lines = [
    `${MARKS[verdict]} ${name.padEnd(NAME_WIDTH)}${verdict}`,
    `    question  ${question}`,
    `    done      ${done}`,
    `    expected  ${expected}`,
    `    observed  ${observed}`,
    ...(advice === '' ? [] : [`    change    ${advice}`]),
  ]
  return lines.join('\n')
}

function summary({ findings, leftBehind, isEmulator }: ProbeReport): string {
  const count = (verdict: Verdict): number =>
    findings.filter((finding) => finding.verdict === verdict).length
  const lines = [
    '',
    `${count('as expected')} as expected, ${count('differs')} differ, ${count('could not be tried')} could not be tried.`,
    leftBehind === '' ? 'All tables of the probes are dropped.' : leftBehind,
    ...(isEmulator ? ["This is Microsoft's emulator: no time was measured."] : []),
  ]
  return lines.join('\n')
}
