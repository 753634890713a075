import { findK6, NoK6 } from '../../load/runner/programs/find-k6.ts'

/**
 * Undefined if k6 is not installed, after a line that names the skipped tests; in CI k6 is
 * required.
 */
export function k6Path(): string | undefined {
  try {
    return findK6(process.env['K6'], process.env).path
  } catch (error) {
    if (!(error instanceof NoK6) || process.env['CI'] === 'true') throw error
    process.stderr.write(`What needs k6 is not tested: ${error.message}\n`)
    return undefined
  }
}
