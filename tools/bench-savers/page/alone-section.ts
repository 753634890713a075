import type { AloneResult } from '../parts/alone.ts'
import { bytes, figure } from './figures.ts'
import { table } from './table.ts'

export function aloneSection({ costs, loopDelayP50Ms, loopDelayP99Ms }: AloneResult): string {
  const rows = costs.map(({ operation, cpuMicros, allocatedBytes }) => [
    operation,
    `${figure(cpuMicros)} µs`,
    bytes(allocatedBytes),
  ])
  return `## The saver alone

KustoSaver with states of 2 KB on a client port that answers every request at once: the saver's work
and the serializer's, without a database and a network. Processor time is the whole process's,
including its compiler and garbage collector; allocations are V8's heap by its sampling profiler,
without external buffers.

${table(['operation', 'processor time', 'allocated'], rows)}

Delay of the event loop with 16 concurrent agents and no waiting: p50 ${figure(loopDelayP50Ms)} ms, p99 ${figure(loopDelayP99Ms)} ms (includes timers of 1 ms).`
}
