/** `npm run judge -- FILE`: judges a history. Exit code 1 for violations, 2 without a history. */
import { readHistoryFile } from './history-file.ts'
import { judgeStream } from './judge.ts'
import { verdictLine, violationLine } from './verdict-line.ts'

const FIRST_SHOWN = 20

async function main([file]: readonly string[]): Promise<number> {
  if (file === undefined) {
    process.stderr.write('Usage: npm run judge -- FILE\n')
    return 2
  }
  const judge = await judgeStream(readHistoryFile(file))
  const violations = judge.judge()
  for (const violation of violations.slice(0, FIRST_SHOWN)) print(violationLine(violation))
  print(verdictLine([file], judge.totals, violations))
  return violations.length === 0 ? 0 : 1
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

process.exitCode = await main(process.argv.slice(2))
