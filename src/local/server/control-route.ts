import type { EngineControl } from '../engine/engine.ts'
import type { FaultReport } from '../emulation/faults/fault-plan.ts'
import { readPreset } from '../emulation/presets/preset.ts'
import { badRequest } from '../failures/bad-request.ts'
import { parsedBody } from './request-body.ts'
import type { Route, RouteRequest } from './route.ts'

/** Changes the engine's settings; the answer shows them afterwards. */
type Control = (control: EngineControl, request: RouteRequest) => unknown

/** By method. */
type Controls = Readonly<Record<string, Control>>

const faults: Control = (control) => shownPlan(control.faults.report)
const delays: Control = (control) => control.delays.settings
const limits: Control = (control) => control.limits.settings
const preset: Control = (control, request) => {
  control.emulate(readPreset(parsedBody(request.body)))
  return {
    delays: control.delays.settings,
    limits: control.limits.settings,
    workload: control.workload.settings,
    clock: control.clock.settings,
    faults: shownPlan(control.faults.report),
  }
}
const workload: Control = (control) => control.workload.settings
const clock: Control = (control) => control.clock.settings

/** Settings that can be read, replaced and cleared. */
interface Settable {
  load(settings: unknown): void
  clear(): void
}

function settable(of: (control: EngineControl) => Settable, shown: Control): Controls {
  return {
    GET: shown,
    POST: (control, request) => {
      of(control).load(parsedBody(request.body))
      return shown(control, request)
    },
    DELETE: (control, request) => {
      of(control).clear()
      return shown(control, request)
    },
  }
}

/**
 * `/_local/…`: faults, delays, limits and the like, for tests in other processes and languages. By
 * path, then method.
 */
const CONTROLS: Readonly<Record<string, Controls>> = {
  '/_local/faults': settable((control) => control.faults, faults),
  '/_local/delays': settable((control) => control.delays, delays),
  '/_local/limits': settable((control) => control.limits, limits),
  '/_local/workload': settable((control) => control.workload, workload),
  '/_local/clock': settable((control) => control.clock, clock),
  '/_local/preset': { POST: preset },
  '/_local/stats': { GET: (control) => control.stats() },
  '/_local/requests': { GET: (control) => control.requests },
}

export const CONTROL_ROUTES: readonly {
  readonly method: string
  readonly path: string
  readonly route: Route
}[] = Object.entries(CONTROLS).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, run]) => ({ method, path, route: controlled(run) })),
)

function controlled(run: Control): Route {
  return (engine, request) => {
    refuseStrangers(request)
    if (engine.control === undefined) {
      throw badRequest('This engine has no controls.', 'NotFound', 404)
    }
    return Promise.resolve(run(engine.control, request))
  }
}

/**
 * These paths make a database fail, so they only answer this machine, whatever the server listens
 * on, and neither other machines nor requests forwarded by a proxy. A `Host` name other than the
 * loopback's belongs to a web page that was bound to this address.
 */
function refuseStrangers({ remoteAddress, headers }: RouteRequest): void {
  const isHere = /^(?:127\.|::1$|::ffff:127\.)/.test(remoteAddress ?? '')
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined
  const isNamed = /^(?:127\.[\d.]+|localhost|\[::1\])(?::\d+)?$/i.test(headers.host ?? '')
  if (isHere && isNamed && !isForwarded) return
  throw badRequest(
    'Paths under /_local/ only answer requests from this machine to its loopback address.',
    'Forbidden',
    403,
  )
}

/** JSON has no regular expressions. */
function shownPlan({ seed, rules }: FaultReport): unknown {
  return {
    seed,
    rules: rules.map(({ rule, ...counts }) => {
      const { text, ...rest } = rule
      const shown = text instanceof RegExp ? text.source : text
      return { rule: { ...rest, text: shown }, ...counts }
    }),
  }
}
