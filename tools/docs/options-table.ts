import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SINK_DEFAULTS } from '../../src/ingest/sink-options.ts'
import { SAVER_DEFAULTS } from '../../src/options.ts'
import { OPTION_INTERFACES, type OptionInterface } from './option-interfaces.ts'
import { readInterface, type DocumentedField } from './read-interface.ts'

const ROOT = join(import.meta.dirname, '..', '..')

const DEFAULTS: Readonly<Record<string, unknown>> = { ...SAVER_DEFAULTS, ...SINK_DEFAULTS }

/** Every option of the saver: how it reads and writes, its write path, and its spool. */
export function saverOptionsTable(): string {
  return optionsTable([
    ...optionsOf('KustoSaverOptions').flatMap((field) =>
      field.name === 'spool' ? [field, ...nested('spool', 'SpoolOptions')] : [field],
    ),
    ...optionsOf('SinkOptions'),
  ])
}

/** Further options of the constructor, and options with which `fromConnString` creates a client. */
export function connectionOptionsTable(): string {
  return optionsTable([...optionsOf('KustoEndpointOptions'), ...optionsOf('KustoSaverParams')])
}

export function setUpOptionsTable(): string {
  return optionsTable([
    ...optionsOf('SetUpOptions'),
    ...optionsOf('ProvisionOptions'),
    ...optionsOf('CheckSchemaOptions').filter(({ name }) => name !== 'retentionDays'),
  ])
}

export function localOptionsTable(): string {
  return optionsTable(optionsOf('LocalKustoOptions'))
}

export function listenOptionsTable(): string {
  return optionsTable([...optionsOf('ListenOptions'), ...nested('storage', 'StorageOptions')])
}

export function telemetryOptionsTable(): string {
  return optionsTable([
    ...optionsOf('TelemetryOptions'),
    ...nested('telemetry', 'TelemetrySettings'),
  ])
}

/** What `aesGcmEncryption()` takes. */
export function encryptionOptionsTable(): string {
  return optionsTable(optionsOf('AesGcmEncryptionOptions'))
}

/** What `startTelemetry()` takes. */
export function startTelemetryOptionsTable(): string {
  return optionsTable([
    ...optionsOf('StartTelemetryOptions'),
    ...nested('prometheus', 'PrometheusOptions'),
    ...nested('otlp', 'OtlpOptions'),
  ])
}

function optionsOf(name: OptionInterface): DocumentedField[] {
  return fieldsOf(OPTION_INTERFACES[name], name)
}

/** The options inside another one, by the names under which readers find them. */
function nested(outer: string, name: OptionInterface): DocumentedField[] {
  return optionsOf(name).map((field) => ({ ...field, name: `${outer}.${field.name}` }))
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
  if (/^\d+$/.test(defaultText ?? '')) return Number(defaultText).toLocaleString('en-US')
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
