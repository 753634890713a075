import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'

/** `npm run worst`, which runs nightly: some suites once more, on the worst Kusto. */
const isWorstRun = process.env['KUSTO_PRESET'] === 'worst'

/** `npm run spooled`: all of these suites with spooled savers. */
const isSpooledRun = process.env['KUSTO_WRITE_MODE'] === 'spooled'

/** For `make test`: what a spool changes, each promise once. */
const SPOOLED_SUBSET = [
  'test/suites/contract/{round-trip,pending-writes,re-put,delete-thread,delta-history}.test.ts',
  'test/suites/graphs/{interrupts,delta-channel}.test.ts',
]

export default defineConfig({
  test: {
    // Vitest leaves one core free; most files wait for answers and timers, so two share two cores well.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            ...configDefaults.exclude,
            'test/suites/{conformance,contract,graphs,package}/**',
            'test/consumers/**',
          ],
          setupFiles: ['test/support/property-seed.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      // LangGraph's validation suite calls describe, it and beforeAll as globals.
      {
        test: {
          name: 'conformance',
          globals: true,
          include: ['test/suites/conformance/**/*.test.ts'],
          setupFiles: ['test/support/no-parser.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      // The same calls on KustoSaver, PostgresSaver and MemorySaver; starts a PostgreSQL of its
      // own.
      {
        test: {
          name: 'contract',
          include: ['test/suites/contract/**/*.test.ts'],
          setupFiles: ['test/support/no-parser.ts'],
          globalSetup: ['test/support/postgres-for-suite.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'graphs',
          include: ['test/suites/graphs/**/*.test.ts'],
          setupFiles: ['test/support/no-parser.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'spooled',
          env: { KUSTO_WRITE_MODE: 'spooled' },
          include: isSpooledRun ? ['test/suites/{contract,graphs}/**/*.test.ts'] : SPOOLED_SUBSET,
          globalSetup: isSpooledRun ? ['test/support/postgres-for-suite.ts'] : [],
          setupFiles: ['test/support/no-parser.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // The same stories on a Kusto that is as bad as its documents allow; KUSTO_SEED draws another
      // one.
      ...(isWorstRun
        ? [
            {
              test: {
                name: 'worst',
                env: { KUSTO_PRESET: 'worst' },
                include: ['test/suites/{model,contract,graphs}/**/*.test.ts'],
                // its Kusto takes its time, which fake timers would not let pass
                exclude: [...configDefaults.exclude, 'test/suites/graphs/fake-timers.test.ts'],
                globalSetup: ['test/support/postgres-for-suite.ts'],
                setupFiles: ['test/support/property-seed.ts'],
                testTimeout: 180_000,
                hookTimeout: 180_000,
              },
            },
            {
              test: {
                name: 'worst-spooled',
                env: { KUSTO_PRESET: 'worst', KUSTO_WRITE_MODE: 'spooled' },
                // the model has a spooled saver of its own
                include: ['test/suites/{contract,graphs}/**/*.test.ts'],
                exclude: [...configDefaults.exclude, 'test/suites/graphs/fake-timers.test.ts'],
                globalSetup: ['test/support/postgres-for-suite.ts'],
                setupFiles: ['test/support/property-seed.ts'],
                testTimeout: 180_000,
                hookTimeout: 180_000,
              },
            },
          ]
        : []),
      // The packed tarball: needs `npm run build` first.
      {
        test: {
          name: 'package',
          include: ['test/suites/package/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // Projects that use the packed tarball: needs `npm run build` first.
      {
        test: {
          name: 'consumers',
          include: ['test/consumers/*.test.ts'],
          globalSetup: ['test/consumers/support/for-suite.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      // Those that install packages of their own: minutes, and hundreds of megabytes.
      ...(process.env['CONSUMERS'] === 'all'
        ? [
            {
              test: {
                name: 'consumers-full',
                include: ['test/consumers/full/*.test.ts'],
                globalSetup: ['test/consumers/support/for-suite.ts'],
                fileParallelism: false,
                testTimeout: 600_000,
                hookTimeout: 600_000,
              },
            },
          ]
        : []),
    ],
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 90, functions: 90, statements: 90 },
    },
  },
})
