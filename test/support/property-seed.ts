import * as fc from 'fast-check'

/**
 * The same examples each time, so that a change is judged by what it changed. `npm run fuzz` looks
 * for new ones; what it finds becomes a test of its own.
 */
const SEED = 20_261_123

fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? SEED) })
