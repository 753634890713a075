import {
  ANSWER_CHARACTERS,
  CHAT_CHECKPOINTS,
  CHAT_TURNS,
  QUESTION_CHARACTERS,
  type ChatResult,
} from '../parts/chat.ts'
import { PEER } from '../savers/open-saver.ts'
import { bytes, figure, times } from './figures.ts'
import { table } from './table.ts'

export function chatSection(results: readonly ChatResult[]): string {
  const peer = results.find(({ saver }) => saver === PEER)
  const rows = results.map((result) => row(result, peer))
  const text = CHAT_TURNS * (QUESTION_CHARACTERS + ANSWER_CHARACTERS)
  return `## A chat of ${CHAT_TURNS} turns

A LangGraph graph of one node, questions of ${QUESTION_CHARACTERS} and answers of ${figure(ANSWER_CHARACTERS)} characters: ${bytes(text)} of text, ${CHAT_CHECKPOINTS} checkpoints. History by \`getStateHistory\`.

${table(['saver', 'turn, ms: first ten / last ten', 'first of the history, ms', 'whole history, ms', 'payload stored', `of ${PEER}`, 'on the disk', `of ${PEER}`], rows)}

Payload: bytes in the columns for checkpoints, metadata, values and writes, without ids, indexes and
pages. On disk: for PostgreSQL
\`pg_total_relation_size\` of its three tables (including indexes and compressed TOAST) after
VACUUM and CHECKPOINT, without the write-ahead log and the catalog; for KustoSaver in process and
SqliteSaver the whole file after a checkpoint of its write-ahead log.`
}

function row(result: ChatResult, peer: ChatResult | undefined): string[] {
  const { saver, stored } = result
  return [
    saver,
    `${figure(result.firstTurnsMs)} / ${figure(result.lastTurnsMs)}`,
    figure(result.firstOfHistoryMs),
    figure(result.wholeHistoryMs),
    ...(stored === undefined
      ? ['–', '–', '–', '–']
      : [
          bytes(stored.payload),
          times(stored.payload / (peer?.stored?.payload ?? NaN)),
          bytes(stored.disk),
          times(stored.disk / (peer?.stored?.disk ?? NaN)),
        ]),
  ]
}
