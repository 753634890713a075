import { MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { isKustoSaverError, KustoSaver, type KustoSaverErrorCode } from 'langgraph-checkpoint-kusto'
import { aesGcmEncryption } from 'langgraph-checkpoint-kusto/encryption'
import { LocalKusto, VirtualClock } from 'langgraph-checkpoint-kusto/local'
import { startTelemetry } from 'langgraph-checkpoint-kusto/telemetry'

export const graph = new StateGraph(MessagesAnnotation)
  .addNode('answer', () => ({ messages: [] }))
  .addEdge(START, 'answer')
  .compile({ checkpointer: KustoSaver.fromConnString('http://127.0.0.1:8080/Agents') })

export async function localSaver(): Promise<KustoSaver> {
  const kusto = await LocalKusto.open({ clock: new VirtualClock() })
  const encryption = aesGcmEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32) } })
  return new KustoSaver({ client: kusto.client(), encryption })
}

export function codeOf(error: unknown): KustoSaverErrorCode | undefined {
  return isKustoSaverError(error) ? error.code : undefined
}

export async function metricsUrl(): Promise<string> {
  const telemetry = await startTelemetry({ serviceName: 'agents', prometheus: { port: 0 } })
  return telemetry.url
}

// @ts-expect-error: the types exist and reject this
export const refused: KustoSaverErrorCode = 'NO_SUCH_CODE'
