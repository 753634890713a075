import { expect } from 'vitest'
import {
  KustoSaver,
  type HealthCheck,
  type HealthCheckName,
  type HealthReport,
  type KustoSaverOptions,
} from '../../../src/index.ts'
import { LocalKusto } from '../../../src/local/index.ts'

export interface LocalHealth {
  readonly kusto: LocalKusto
  readonly saver: KustoSaver
  /** Runs management commands, in order. */
  command(...texts: readonly string[]): Promise<void>
  close(): Promise<void>
}

/**
 * A saver on a provisioned local Kusto, warmed up so that no test's timeout includes loading the
 * parser.
 */
export async function openLocalHealth(options: KustoSaverOptions = {}): Promise<LocalHealth> {
  const kusto = await LocalKusto.open()
  const saver = new KustoSaver({ ...options, client: kusto.client() })
  await saver.setup({ provision: true })
  return {
    kusto,
    saver,
    async command(...texts): Promise<void> {
      for (const text of texts) await kusto.client().command({ text })
    },
    async close(): Promise<void> {
      await saver.close()
      await kusto.close()
    },
  }
}

export function checkNamed(report: HealthReport, name: HealthCheckName): HealthCheck {
  const found = report.checks.find((check) => check.name === name)
  if (found === undefined) throw new Error(`no check ${name}`)
  return found
}

/** All checks that are not ok, as `name status`. */
export function complaints(report: HealthReport): readonly string[] {
  return report.checks
    .filter(({ status }) => status !== 'ok')
    .map(({ name, status }) => `${name} ${status}`)
}

export function textMatching(pattern: RegExp): unknown {
  return expect.stringMatching(pattern)
}
