/**
 * Runs the probes on a real Kusto, because so far they have run on the local one only:
 * `KUSTO_URL=https://…/Database npm run live`. It needs Database Admin and up to ten minutes,
 * prints a table, writes live.json (or the file named by LIVE_OUTPUT), and drops the tables that it
 * made. Exit code 1 if an answer differs.
 */
import { runCli } from '../src/cli/run-cli.ts'

const { KUSTO_URL: url, KUSTO_URL_INGESTOR: ingestor, LIVE_OUTPUT: output } = process.env
if (url === undefined || url === '') {
  console.error('Set KUSTO_URL to a connection string with a database, https://…/Database')
  process.exitCode = 2
} else {
  const args = ['doctor', '--probe', '--connection', url, '--output', output ?? 'live.json']
  if (ingestor !== undefined) args.push('--ingestor', ingestor)
  process.exitCode = await runCli(args)
}
