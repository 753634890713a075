import * as fc from 'fast-check'

/**
 * Uses the same examples each time, so that only a change can cause a failure. `npm run fuzz`
 * searches for new ones; each failure that it finds becomes a test.
 */
const SEED = 20_261_123

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? SEED) })
