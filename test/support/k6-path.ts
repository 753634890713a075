import { findK6, NoK6 } from '../../load/runner/programs/find-k6.ts'

/**
 * Undefined, with a line that says what is left out, where k6 is not installed; in CI it must be.
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
