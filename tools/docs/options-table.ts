import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SINK_DEFAULTS } from '../../src/ingest/sink-options.ts'
import { SAVER_DEFAULTS } from '../../src/options.ts'
import { readInterface, type DocumentedField } from './read-interface.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const DEFAULTS: Readonly<Record<string, unknown>> = { ...SAVER_DEFAULTS, ...SINK_DEFAULTS }

/** Every option of the saver: how it reads and writes, then its write path. */
export function saverOptionsTable(): string {
  return optionsTable([
    ...fieldsOf('src/options.ts', 'KustoSaverOptions'),
    ...fieldsOf('src/ingest/sink-options.ts', 'SinkOptions'),
  ])
}

/** Further options of the constructor, and options with which `fromConnString` creates a client. */
export function connectionOptionsTable(): string {
  return optionsTable([
    ...fieldsOf('src/kusto/connection/kusto-endpoint.ts', 'KustoEndpointOptions'),
    ...fieldsOf('src/options.ts', 'KustoSaverParams'),
  ])
}

export function setUpOptionsTable(): string {
  return optionsTable([
    ...fieldsOf('src/provision/set-up.ts', 'SetUpOptions'),
    ...fieldsOf('src/provision/apply.ts', 'ProvisionOptions'),
    ...fieldsOf('src/provision/check-schema.ts', 'CheckSchemaOptions').filter(
      ({ name }) => name !== 'retentionDays',
    ),
  ])
}

export function localOptionsTable(): string {
  return optionsTable(fieldsOf('src/local/local-kusto.ts', 'LocalKustoOptions'))
}

export function listenOptionsTable(): string {
  return optionsTable(fieldsOf('src/local/local-kusto.ts', 'ListenOptions'))
}

export function telemetryOptionsTable(): string {
  const file = 'src/telemetry/telemetry-options.ts'
  const settings = fieldsOf(file, 'TelemetrySettings')
  return optionsTable([
    ...fieldsOf(file, 'TelemetryOptions'),
    ...settings.map((field) => ({ ...field, name: `telemetry.${field.name}` })),
  ])
}

export function delaysTable(): string {
  return optionsTable(fieldsOf('src/local/emulation/delays', 'DelaySettings'))
}

export function limitsTable(): string {
  return optionsTable(fieldsOf('src/local/emulation/limits', 'LimitSettings'))
}

export function workloadTable(): string {
  return optionsTable(fieldsOf('src/local/emulation/workload', 'WorkloadSettings'))
}

/** @param path - a file, or the folder of the file that has the interface */
export function fieldsOf(path: string, name: string): DocumentedField[] {
  return readInterface(sourceOf(join(ROOT, path)), name)
}

function sourceOf(path: string): string {
  if (path.endsWith('.ts')) return readFileSync(path, 'utf8')
  return readdirSync(path)
    .map((file) => readFileSync(join(path, file), 'utf8'))
    .join('\n')
}

function optionsTable(fields: readonly DocumentedField[]): string {
  const rows = fields.map(
    (field) =>
      `| \`${field.name}\` | ${unitOf(field)} | ${defaultOf(field)} | ${cell(plain(field.text))} |`,
  )
  return ['| option | unit | default | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The code's value takes precedence over the comment's; a test checks that they agree. */
function defaultOf({ name, isOptional, defaultText }: DocumentedField): string {
  if (!isOptional) return 'required'
  const value = DEFAULTS[name]
  if (typeof value === 'number') return value.toLocaleString('en-US')
  return defaultText === undefined ? '' : cell(defaultText.replace(/^'(.*)'$/, '`$1`'))
}

const UNITS: readonly (readonly [ending: RegExp, unit: string])[] = [
  [/Ms$/, 'ms'],
  [/Bytes$/, 'bytes'],
  [/Days$/, 'days'],
  [/(?:Rows|batchSize)$/, 'rows'],
  [/(?:Ingests|Requests|Queries|Commands)$/, 'requests'],
]

function unitOf({ name }: DocumentedField): string {
  return UNITS.find(([ending]) => ending.test(name))?.[1] ?? ''
}

/** Links of JSDoc as plain code. */
function plain(text: string): string {
  return text.replaceAll(/\{@link (\w+)\}/g, '`$1`')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
