import { DEFAULT_RETENTION_DAYS, withRetention } from './retention.ts'
import { SCRIPTS } from './scripts.generated.ts'
import { splitScript } from './split-script.ts'

export interface ProvisionScript {
  /** `0001_tables.kql` */
  readonly name: string
  readonly text: string
  readonly commands: readonly string[]
}

/** The shipped scripts in order, with the retention period. */
export function provisionScripts(
  retentionDays: number = DEFAULT_RETENTION_DAYS,
): readonly ProvisionScript[] {
  return SCRIPTS.map(({ name, text: written }) => {
    const text = withRetention(written, retentionDays)
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
