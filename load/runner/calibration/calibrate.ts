import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { documentText } from '../../target/document.ts'

/**
 * Wall-clock milliseconds of {@link fixedWork} on the reference: one core of a two-core cloud
 * machine, by processor time, on Node 24.22.3. Results of other machines are compared by it.
 */
export const REFERENCE_MS = 94

const ROUNDS = 7
const DOCUMENT_BYTES = 2_000_000

export interface Calibration {
  readonly workMs: number
  /** Share of the reference's speed: 0.5 is half as fast. */
  readonly ofReference: number
}

/**
 * How fast this machine is now, for what host and Kusto spend their time on: JSON, digests,
 * compression, objects. Takes a second or two. Programs beside it slow it down like the run.
 */
export function calibrate(): Calibration {
  const times = Array.from({ length: ROUNDS }, () => {
    const from = performance.now()
    fixedWork()
    return performance.now() - from
  })
  return calibrationOf(times)
}

/** By the median. */
export function calibrationOf(timesMs: readonly number[]): Calibration {
  const sorted = timesMs.toSorted((a, b) => a - b)
  const workMs = sorted[Math.floor(sorted.length / 2)] ?? Infinity
  return { workMs, ofReference: REFERENCE_MS / workMs }
}

export function describeCalibration({ workMs, ofReference }: Calibration): string {
  return `This machine gives ${ofReference.toFixed(2)} of the reference (${workMs.toFixed(0)} ms for ${REFERENCE_MS} ms of work).`
}

function fixedWork(): number {
  const text = documentText({ seed: 7, documentBytes: DOCUMENT_BYTES })
  const length = 200
  const rows = Array.from({ length: text.length / length }, (_, id) => ({
    id,
    content: text.slice(id * length, (id + 1) * length),
  }))
  const json = JSON.stringify(rows)
  const digest = createHash('sha256').update(json).digest('hex')
  const packed = gzipSync(json, { level: 1 })
  return JSON.stringify(JSON.parse(json)).length + packed.byteLength + digest.length
}
