import { readFile } from 'node:fs/promises'
import { DEFAULT_RETENTION_DAYS, withRetention } from './retention.ts'
import { splitScript } from './split-script.ts'

export interface ProvisionScript {
  /** `0001_tables.kql` */
  readonly name: string
  readonly text: string
  readonly commands: readonly string[]
}

const SCRIPT_NAMES = [
  '0001_tables.kql',
  '0002_mappings.kql',
  '0003_policies.kql',
  '0004_views.kql',
] as const

// The package's folder, from both src/provision and dist/provision.
const FOLDER = new URL('../../provision/', import.meta.url)

/** The shipped scripts in order, with the retention period. */
export async function loadScripts(
  retentionDays: number = DEFAULT_RETENTION_DAYS,
): Promise<readonly ProvisionScript[]> {
  const texts = await Promise.all(
    SCRIPT_NAMES.map((name) => readFile(new URL(name, FOLDER), 'utf8')),
  )
  return SCRIPT_NAMES.map((name, index) => {
    const text = withRetention(texts[index] ?? '', retentionDays)
    return { name, text, commands: splitScript(text) }
  })
}

/**
 * The one command that starts like this. Its absence is a bug, because the scripts and their users
 * ship together.
 */
export function commandStarting(scripts: readonly ProvisionScript[], start: string): string {
  const command = scripts
    .flatMap((script) => script.commands)
    .find((text) => text.startsWith(start))
  if (command === undefined) throw new Error(`No provisioning command starts with: ${start}`)
  return command
}
