import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint'
import type { KustoClient, KustoSaverOptions } from '../../src/index.ts'
import { connectKusto } from '../../src/kusto/connect.ts'
import { resolveEndpoint } from '../../src/kusto/connection/kusto-endpoint.ts'
import { HistoryFile } from '../../tools/judge/history-file.ts'
import { Recorder } from '../../tools/judge/recorder.ts'
import { RecordingSaver } from '../../tools/judge/recording-saver.ts'
import { Agent } from './agent-graph.ts'
import { Asking } from './asking-graph.ts'
import { brokenClient } from './broken-client.ts'
import { Chat } from './chat-graph.ts'
import { Ledger } from './ledger.ts'
import { MeasuredSaver } from './measured-saver.ts'
import { ProcessWatch } from './process-watch.ts'
import { RawCheckpoints } from './raw-checkpoints.ts'
import { refuseEmulator } from './refuse-emulator.ts'
import type { Host } from './routes.ts'
import type { TargetSettings } from './settings.ts'

/**
 * The probe checks twice as many rows a second as `turns` leaves unread, so that lag is measured
 * all the time.
 */
const LAG_PROBE_INTERVAL_MS = 1_000

/** @throws Error for Microsoft's emulator; KustoSaverError when Kusto is not reached */
export async function openHost(
  settings: TargetSettings,
  readMetrics: () => Promise<string>,
): Promise<Host> {
  const { kustoUrl, database, retries, historyFile, spoolPath } = settings
  const endpoint = resolveEndpoint(kustoUrl, database === undefined ? {} : { database })
  const client = connectKusto(endpoint)
  await refuseEmulator(client)
  const ledger = new Ledger()
  const saver = new MeasuredSaver(
    {
      client: brokenWhenAsked(client, settings),
      endpoint,
      telemetry: { lagProbeIntervalMs: LAG_PROBE_INTERVAL_MS },
      ...(retries === undefined ? {} : { retries }),
      ...(spoolPath === undefined ? {} : spooledAt(spoolPath)),
    },
    ledger,
  )
  await saver.setup({ provision: true })
  const history = historyFile === undefined ? undefined : new HistoryFile(historyFile)
  const used = history === undefined ? saver : recorded(saver, history)
  return {
    saver,
    history,
    agent: new Agent(used),
    chat: new Chat(used),
    asking: new Asking(used),
    raw: new RawCheckpoints(used),
    ledger,
    watch: new ProcessWatch(),
    readMetrics,
  }
}

/** The host runs its threads alone, so it may read them while Kusto is away. */
function spooledAt(path: string): KustoSaverOptions {
  return { writeMode: 'spooled', readsWithoutKusto: 'ownThreads', spool: { path } }
}

/** Outside of the ledger, whose times are the saver's alone. */
function recorded(saver: BaseCheckpointSaver, { write }: HistoryFile): RecordingSaver {
  return new RecordingSaver(saver, new Recorder({ process: `host ${process.pid}`, write }))
}

function brokenWhenAsked(client: KustoClient, { broken }: TargetSettings): KustoClient {
  return broken === undefined ? client : brokenClient(client, broken)
}
