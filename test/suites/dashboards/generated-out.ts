import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const ROOT: string = join(import.meta.dirname, '..', '..', '..')

/** What is generated and committed: what users load. */
export const OUT: string = join(ROOT, 'dashboards', 'out')

const RULE_NAMES = ['recording', 'alerts'] as const

export const RULE_FILES: readonly string[] = RULE_NAMES.map((name) =>
  join(OUT, 'rules', `${name}.yml`),
)

const RuleGroups = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          record: z.string().optional(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.record(z.string(), z.string()).optional(),
          annotations: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
})

export type RuleGroupFile = z.infer<typeof RuleGroups>['groups'][number]

export function ruleGroups(name: (typeof RULE_NAMES)[number]): readonly RuleGroupFile[] {
  const path = join(OUT, 'rules', `${name}.yml`)
  return RuleGroups.parse(parse(readFileSync(path, 'utf8'))).groups
}

const Target = z.looseObject({
  refId: z.string(),
  datasource: z.object({ type: z.string(), uid: z.string() }),
  expr: z.string().optional(),
  query: z.string().optional(),
  resultFormat: z.string().optional(),
})

const Panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: z.object({ type: z.string(), uid: z.string() }).optional(),
  targets: z.array(Target).optional(),
  fieldConfig: z
    .looseObject({ defaults: z.looseObject({ unit: z.string().optional() }) })
    .optional(),
  options: z.looseObject({}).optional(),
})

const Variable = z.looseObject({
  type: z.string(),
  name: z.string(),
  label: z.string().optional(),
  query: z.string().optional(),
  multi: z.boolean().optional(),
  includeAll: z.boolean().optional(),
  allValue: z.string().optional(),
  refresh: z.number().optional(),
  datasource: z.object({ uid: z.string() }).optional(),
})

const Dashboard = z.looseObject({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  editable: z.boolean(),
  schemaVersion: z.number(),
  panels: z.array(Panel),
  templating: z.object({ list: z.array(Variable) }),
  annotations: z.object({ list: z.array(z.looseObject({ expr: z.string().optional() })) }),
})

export type DashboardFile = z.infer<typeof Dashboard>
export type PanelFile = DashboardFile['panels'][number]

export function dashboardFiles(): readonly DashboardFile[] {
  return readdirSync(OUT)
    .filter((name) => name.endsWith('.json'))
    .map((name) => Dashboard.parse(JSON.parse(readFileSync(join(OUT, name), 'utf8'))))
}

/** Rows only divide a dashboard. */
export function panelsOf(dashboard: DashboardFile): readonly PanelFile[] {
  return dashboard.panels.filter(({ type }) => type !== 'row')
}
