import { expect, it } from 'vitest'
import { dashboards } from '../../../dashboards/generated-files.ts'
import { withHostLabels } from '../../../dashboards/grafana/host-labels.ts'

const [OVERVIEW] = dashboards()
if (OVERVIEW === undefined) throw new Error('There is no dashboard.')

const text = JSON.stringify(withHostLabels(OVERVIEW, ['cluster', 'environment']))

it('dashboards choose by the configured labels', () => {
  const own = withHostLabels(OVERVIEW, ['cluster', 'environment'])
  expect(own.templating?.list?.map(({ name }) => name)).toEqual([
    'datasource',
    'job',
    'cluster',
    'environment',
    'instance',
    'database',
    'server',
    'tempo',
  ])
  const byJob = text.match(/\{[^{}]*job=~\\"\$job\\"[^{}]*\}/g) ?? []
  expect(byJob.length).toBeGreaterThan(30)
  const broad = byJob.filter((found) => !found.includes('environment=~\\"$environment\\"'))
  expect(broad.filter((found) => !found.startsWith('{job=~\\"$job\\"}'))).toEqual([])
})

it('dashboards without configured labels are as they are', () => {
  expect(withHostLabels(OVERVIEW, [])).toBe(OVERVIEW)
})
