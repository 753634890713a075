import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GateRequest } from '../../../../../src/local/emulation/settings/endpoint.ts'
import { FaultPlan } from '../../../../../src/local/emulation/faults/fault-plan.ts'
import type { FaultRule } from '../../../../../src/local/emulation/faults/fault-rule.ts'
import { readFaultRule } from '../../../../../src/local/emulation/faults/read-fault-rule.ts'

const INGEST: GateRequest = { endpoint: 'ingest', database: 'db', table: 'T' }
const QUERY: GateRequest = { endpoint: 'query', database: 'db', text: 'T | count' }

const MIXED: readonly FaultRule[] = [
  { endpoint: 'ingest', fault: 'reset', probability: 0.3 },
  { fault: 'slow', delayMs: [1, 100], probability: 0.3 },
  { endpoint: 'query', fault: 'cut', probability: 0.3 },
]

function strikes(plan: FaultPlan, requests: readonly GateRequest[]): unknown[] {
  return requests.map((request) => plan.strike(request))
}

const anyRequests = fc.array(fc.constantFrom(INGEST, QUERY), { minLength: 1, maxLength: 60 })

describe('a fault plan', () => {
  it('gives nothing without rules', () => {
    expect(new FaultPlan().strike(INGEST)).toBeUndefined()
  })

  it('gives the same faults for the same seed and the same requests', () => {
    fc.assert(
      fc.property(fc.integer(), anyRequests, (seed, requests) => {
        const plans = [new FaultPlan(), new FaultPlan()]
        for (const plan of plans) {
          plan.seed(seed)
          plan.add(...MIXED)
        }
        const [first, second] = plans.map((plan) => strikes(plan, requests))
        expect(first).toEqual(second)
      }),
    )
  })

  it('restarts with seed(), and with the same rules added again after clear()', () => {
    const plan = new FaultPlan()
    plan.add(...MIXED)
    plan.seed(5)
    const requests = Array.from({ length: 100 }, (_, n) => (n % 3 === 0 ? QUERY : INGEST))
    const first = strikes(plan, requests)
    expect(first.some((strike) => strike !== undefined)).toBe(true)
    plan.seed(5)
    expect(strikes(plan, requests)).toEqual(first)
    plan.clear()
    plan.add(...MIXED)
    expect(strikes(plan, requests)).toEqual(first)
  })

  it('differs between seeds', () => {
    const seen = [1, 2].map((seed) => {
      const plan = new FaultPlan()
      plan.seed(seed)
      plan.add(...MIXED)
      return JSON.stringify(
        strikes(
          plan,
          Array.from({ length: 100 }, () => INGEST),
        ),
      )
    })
    expect(seen[0]).not.toBe(seen[1])
  })

  it('gives about as many faults as the probability says', () => {
    const plan = new FaultPlan()
    plan.seed(3)
    plan.add({ fault: 'reset', probability: 0.2 })
    strikes(
      plan,
      Array.from({ length: 5_000 }, () => INGEST),
    )
    expect(plan.given.reset).toBeGreaterThan(850)
    expect(plan.given.reset).toBeLessThan(1_150)
  })

  it('applies a rule at most `times` times, and never for 0', () => {
    const plan = new FaultPlan()
    plan.add({ fault: 'reset', times: 0 }, { fault: 'hang', times: 2 })
    const kinds = [1, 2, 3].map(() => plan.strike(INGEST)?.rule.fault)
    expect(kinds).toEqual(['hang', 'hang', undefined])
  })

  it('draws delays from the whole range', () => {
    const plan = new FaultPlan()
    plan.add({ fault: 'slow', delayMs: [100, 200] })
    const delays = Array.from({ length: 200 }, () => plan.strike(INGEST)?.delayMs ?? 0)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100)
    expect(Math.max(...delays)).toBeLessThanOrEqual(200)
    expect(Math.max(...delays) - Math.min(...delays)).toBeGreaterThan(80)
  })

  it('matches a stateful pattern each time', () => {
    const plan = new FaultPlan()
    plan.add({ text: /count/g, fault: 'reset' })
    const hits = [1, 2, 3].map(() => plan.strike(QUERY) !== undefined)
    expect(hits).toEqual([true, true, true])
  })

  it('prints its seed and the faults that it gave', () => {
    const plan = new FaultPlan()
    plan.seed(77)
    plan.add({ text: /x y/i, fault: 'reset' }, { endpoint: 'ingest', fault: 'hang' })
    plan.strike(INGEST)
    expect(plan.toString()).toBe(
      [
        'fault plan, seed 77, 2 rules',
        '  {"fault":"reset","text":"/x y/i"}: given 0 of 0',
        '  {"endpoint":["ingest"],"fault":"hang"}: given 1 of 1',
      ].join('\n'),
    )
    expect(plan.report).toMatchObject({ seed: 77, rules: [{ given: 0 }, { given: 1, matched: 1 }] })
  })

  it('adds all rules or none', () => {
    const plan = new FaultPlan()
    expect(() => plan.add({ fault: 'reset' }, { fault: 'slow', delayMs: -1 })).toThrow(/delayMs/)
    expect(plan.report.rules).toEqual([])
  })
})

describe('a fault rule', () => {
  it.each([
    [7, /object; got 7/],
    [null, /object; got null/],
    [{}, /Unknown fault undefined; known faults: status, reset/],
    [{ fault: 'toString' }, /Unknown fault "toString"/],
    [{ fault: 'reset', probabilty: 0.1 }, /no field 'probabilty'; it has endpoint, table/],
    [{ fault: 'reset', probability: 1.1 }, /probability of a fault rule cannot be 1.1/],
    [{ fault: 'reset', probability: '1' }, /probability of a fault rule cannot be "1"/],
    [{ fault: 'reset', times: -1 }, /times/],
    [{ fault: 'reset', phase: 'during' }, /phase/],
    [{ fault: 'reset', table: 5 }, /table/],
    [
      { fault: 'reset', endpoint: 'admin' },
      /Unknown endpoint "admin"; known endpoints: query, mgmt/,
    ],
    [{ fault: 'cut', endpoint: 'ingest' }, /'cut' cannot occur at 'ingest', only at query, mgmt/],
    [{ fault: 'partial-failure', endpoint: ['query', 'mgmt'] }, /cannot occur at 'mgmt'/],
    [{ fault: 'reset', text: '(' }, /not a regular expression: \(/],
    [{ fault: 'status' }, /status must be an integer from 400 to 599; got undefined/],
    [{ fault: 'status', status: 200 }, /got 200/],
    [{ fault: 'slow' }, /delayMs must be milliseconds from 0 up/],
    [{ fault: 'slow', delayMs: [5, 1] }, /got \[5,1\]/],
  ])('that is invalid is rejected: %j', (rule, message) => {
    expect(() => readFaultRule(rule)).toThrow(message)
  })
})
