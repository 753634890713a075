import { readFileSync } from 'node:fs'
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

/** What the constructor takes beside, and what `fromConnString` takes to make a client itself. */
export function connectionOptionsTable(): string {
  return optionsTable([
    ...fieldsOf('src/kusto/kusto-endpoint.ts', 'KustoEndpointOptions'),
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

export function fieldsOf(file: string, name: string): DocumentedField[] {
  return readInterface(readFileSync(join(ROOT, file), 'utf8'), name)
}

function optionsTable(fields: readonly DocumentedField[]): string {
  const rows = fields.map(
    (field) =>
      `| \`${field.name}\` | ${unitOf(field)} | ${defaultOf(field)} | ${cell(plain(field.text))} |`,
  )
  return ['| option | unit | default | |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The value that the code uses wins over what the comment says; a test holds the two together. */
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
  [/Ingests$/, 'requests'],
]

function unitOf({ name, type }: DocumentedField): string {
  const unit = UNITS.find(([ending]) => ending.test(name))?.[1]
  return unit !== undefined && type.includes('number') ? unit : ''
}

/** Links of JSDoc as plain code. */
function plain(text: string): string {
  return text.replaceAll(/\{@link (\w+)\}/g, '`$1`')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
