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

KustoSaver with states of 2 KB on a client port that answers every request at once: its own work and the serializer's, no database and no network.
Processor time is the whole process's (its compiler and garbage collector included); allocations are V8's heap by its sampling profiler, buffers outside of it not counted.

${table(['operation', 'processor time', 'allocated'], rows)}

Delay of the event loop with 16 agents at once and nothing to wait for: p50 ${figure(loopDelayP50Ms)} ms, p99 ${figure(loopDelayP99Ms)} ms (timers of 1 ms are part of it).`
}
