import { expect, it } from 'vitest'
import { describeFailure, FailedRequests } from '../../../../load/runner/k6/failed-requests.ts'
import { readK6Sample } from '../../../../load/runner/k6/k6-sample.ts'
import { K6Timeline } from '../../../../load/runner/k6/k6-timeline.ts'

function failed(op: string, status: string, reason: string) {
  return { value: 1, tags: { op, status, reason } }
}

it('counts failures that differ only by numbers and ids as one kind', () => {
  const failures = new FailedRequests()
  failures.add(failed('put', '500', 'row 12 of 1ef4f797-8335-6428-8001-8a1503f9b802 lost'))
  failures.add(failed('turn', '0', 'read: connection reset by peer'))
  failures.add(failed('put', '500', 'row 7 of 1ef4f797-8335-6428-8001-8a1503f9b803 lost'))
  expect(failures.kinds.map(describeFailure)).toEqual([
    '2 × put: HTTP 500: row … of … lost',
    '1 × turn: no answer: read: connection reset by peer',
  ])
})

it('are read from the samples of k6, beside the seconds', () => {
  const line = JSON.stringify({
    metric: 'failed_requests',
    type: 'Point',
    data: {
      time: '2026-11-30T09:00:00.5Z',
      value: 1,
      tags: {
        op: 'get',
        status: '404',
        reason: 'There is no such checkpoint.',
        scenario: 'writes',
      },
    },
  })
  const timeline = new K6Timeline()
  const sample = readK6Sample(line)
  if (sample !== undefined) timeline.add(sample)
  expect(timeline.failures.map(describeFailure)).toEqual([
    '1 × get: HTTP 404: There is no such checkpoint.',
  ])
  expect(timeline.seconds).toEqual([])
})
