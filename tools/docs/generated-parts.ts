import { alertsTable, dashboardsTable, runbooksTable } from './alerts-table.ts'
import {
  agentCapacityTable,
  assumptionsTable,
  exitCapacityTable,
  spooledCapacityTable,
  kustoLimitsTable,
  measuredTurnsTable,
} from './capacity-tables.ts'
import { errorsTable } from './errors-table.ts'
import { faultsTable } from './faults-table.ts'
import { functionsReference } from './functions-table.ts'
import { localCasesTable } from './local-cases.ts'
import { commandList, inlineList, localMatrix } from './local-matrix.ts'
import { probesTable } from './probes-table.ts'
import { examplesLink, picturesLink } from './repository-links.ts'
import { attributesTable, metricsTable, spansTable } from './telemetry-tables.ts'
import {
  connectionOptionsTable,
  delaysTable,
  encryptionOptionsTable,
  limitsTable,
  listenOptionsTable,
  localOptionsTable,
  saverOptionsTable,
  setUpOptionsTable,
  startTelemetryOptionsTable,
  telemetryOptionsTable,
  workloadTable,
} from './options-table.ts'

import { worstKustoTable } from './worst-kusto-table.ts'
const matrix = localMatrix()

/** What stands between the markers `<!-- generated: name -->` and `<!-- end: name -->`. */
export const PARTS: Readonly<Record<string, () => string>> = {
  'saver options': saverOptionsTable,
  'connection options': connectionOptionsTable,
  'setup options': setUpOptionsTable,
  'local options': localOptionsTable,
  'listen options': listenOptionsTable,
  'encryption options': encryptionOptionsTable,
  'telemetry options': telemetryOptionsTable,
  'start telemetry options': startTelemetryOptionsTable,
  spans: spansTable,
  metrics: metricsTable,
  attributes: attributesTable,
  'error codes': errorsTable,
  probes: probesTable,
  dashboards: dashboardsTable,
  pictures: picturesLink,
  examples: examplesLink,
  alerts: alertsTable,
  runbooks: runbooksTable,
  'capacity of agents': agentCapacityTable,
  'capacity of agents at exit': exitCapacityTable,
  'capacity of agents with a spool': spooledCapacityTable,
  'measured turns': measuredTurnsTable,
  'kusto limits': kustoLimitsTable,
  'capacity assumptions': assumptionsTable,
  faults: faultsTable,
  delays: delaysTable,
  limits: limitsTable,
  workload: workloadTable,
  'worst kusto': worstKustoTable,
  'tabular operators': () => inlineList(matrix.tabularOperators),
  'scalar operators': () => inlineList(matrix.scalarOperators),
  'scalar functions': () => inlineList(matrix.scalarFunctions),
  'row functions': () => inlineList(matrix.rowFunctions),
  aggregates: () => inlineList(matrix.aggregates),
  commands: () => commandList(matrix.commands),
  'kql functions': functionsReference,
  policies: () => inlineList(matrix.policies),
  'local cases': localCasesTable,
}

const MARKED = /(<!-- generated: ([a-z ]+) -->\n)[^]*?(<!-- end: \2 -->)/g

/** The document with its generated parts as the code has them now. */
export function withGeneratedParts(text: string): string {
  return text.replaceAll(MARKED, (_, start: string, name: string, end: string) => {
    const part = PARTS[name]
    if (part === undefined) throw new Error(`Nothing generates the part '${name}'`)
    return `${start}${part()}\n${end}`
  })
}

/** The names of the parts that a document has. */
export function partNames(text: string): string[] {
  return [...text.matchAll(MARKED)].map(([, , name = '']) => name)
}
