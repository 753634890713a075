import { join } from 'node:path'
import type { LoadScenario } from '../scenarios.ts'
import { TargetHost } from './host/target-host.ts'
import type { BuiltPrograms } from './programs/built-programs.ts'
import type { Child } from './programs/child.ts'
import { serveKusto } from './programs/serve-kusto.ts'

export interface StageSetup {
  readonly programs: BuiltPrograms
  readonly scenario: LoadScenario
  /** The database to use; without it the stage starts a local Kusto. */
  readonly kustoUrl: string | undefined
  /** Folder for the files of the local Kusto and of the hosts. */
  readonly folder: string
  /** Whether the hosts record the calls of their savers. */
  readonly keepsHistory: boolean
}

/** The programs for one scenario: a Kusto (a fresh one if local), and one or two hosts. */
export class Stage {
  readonly kustoUrl: string
  readonly hosts: readonly TargetHost[]
  /** The local Kusto, if there is one. */
  readonly engine: readonly Child[]
  /** One file for each host; empty if nothing is recorded. */
  readonly historyFiles: readonly string[]

  private constructor(parts: Pick<Stage, 'kustoUrl' | 'hosts' | 'engine' | 'historyFiles'>) {
    this.kustoUrl = parts.kustoUrl
    this.hosts = parts.hosts
    this.engine = parts.engine
    this.historyFiles = parts.historyFiles
  }

  /** @throws Error of the program that did not start; no program stays behind */
  static async open(setup: StageSetup): Promise<Stage> {
    const { programs, scenario, kustoUrl, folder, keepsHistory } = setup
    const { needs } = scenario
    const served =
      kustoUrl === undefined ? await serveKusto(programs, folder, needs?.faults) : undefined
    const engine = served === undefined ? [] : [served.child]
    const hosts: TargetHost[] = []
    const historyFiles: string[] = []
    const url = kustoUrl ?? served?.ready.url ?? ''
    const stage = new Stage({ kustoUrl: url, hosts, engine, historyFiles })
    const names = needs?.secondHost === true ? ['the host', 'the second host'] : ['the host']
    try {
      // sequentially, because each provisions what is missing
      for (const name of names) {
        const historyFile = join(folder, `${name}.jsonl`)
        const env = {
          ...needs?.hostEnv,
          ...(keepsHistory ? { HISTORY_FILE: historyFile } : {}),
          ...(needs?.spool === true ? { SPOOL_PATH: join(folder, 'spool') } : {}),
        }
        hosts.push(await TargetHost.start({ programs, name, kustoUrl: url, env }))
        if (keepsHistory) historyFiles.push(historyFile)
      }
      return stage
    } catch (error) {
      await stage.close()
      throw error
    }
  }

  get isLocal(): boolean {
    return this.engine.length > 0
  }

  /** Rejects when one of the programs ends by itself. */
  async died(): Promise<never> {
    const programs = [...this.hosts.map(({ child }) => child), ...this.engine]
    const endings = programs.map(async (child) => ({ child, ending: await child.ended }))
    const { child, ending } = await Promise.race(endings)
    throw new Error(
      `${child.name} ended (${ending}) while the scenario ran; its last lines:\n${child.errorTail}`,
    )
  }

  /** @returns the programs that did not end properly */
  async close(): Promise<string[]> {
    const trouble: string[] = []
    for (const { child } of this.hosts) {
      const ending = await child.stop()
      if (ending !== 0) {
        trouble.push(
          `${child.name} did not close well (${ending}); its last lines:\n${child.errorTail}`,
        )
      }
    }
    await Promise.all(this.engine.map(async (child) => child.stop()))
    return trouble
  }
}
