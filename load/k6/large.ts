import { check } from 'k6'
import exec from 'k6/execution'
import { sizeClass } from '../draw.ts'
import type { PutAnswer, PutRequest } from '../http-api.ts'
import { enter } from './books.ts'
import { ask } from './host.ts'
import { drawSeed, randomOfIteration, RUN_ID } from './run.ts'

/**
 * A large checkpoint in a separate thread, read back twice: the first read may be answered from the
 * process's memory, the second only from Kusto.
 */
export function large(): void {
  const { name, iterationInTest } = exec.scenario
  const documentBytes = Number(__ENV['DOCUMENT_BYTES'])
  const threadId = `${RUN_ID}-${name}-${iterationInTest}`
  const body: PutRequest = {
    threadId,
    step: 0,
    seed: drawSeed(randomOfIteration()),
    documentBytes,
  }
  const size = sizeClass(documentBytes)
  const put = ask({ op: 'large put', name: '/puts', size, body })
  if (put === undefined) return
  enter('put')
  readBack(threadId, put, documentBytes)
  readBack(threadId, put, documentBytes)
}

function readBack(threadId: string, put: PutAnswer, documentBytes: number): void {
  const path = `/tuples?thread=${threadId}&checkpoint=${put.checkpointId}`
  const size = sizeClass(documentBytes)
  const tuple = ask({ op: 'large get', name: '/tuples', path, size })
  if (tuple === undefined) return
  enter('get')
  check(tuple, {
    'large get has every byte': ({ found }) => found.bytes === documentBytes,
    'large get has the same bytes': ({ found }) => found.sha256 === put.wrote.sha256,
  })
}
