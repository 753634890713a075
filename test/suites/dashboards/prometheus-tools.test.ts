import { afterEach, describe, expect, it, vi } from 'vitest'
import { prometheusTools } from './prometheus-tools.ts'

describe('a machine without Prometheus', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
    vi.restoreAllMocks()
  })

  it('gets one warning about skipped tests', () => {
    vi.stubEnv('PATH', '')
    vi.stubEnv('CI', '')
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(prometheusTools()).toBeUndefined()
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('are skipped\n'))
  })

  it('fails in the pipeline', () => {
    vi.stubEnv('PATH', '')
    vi.stubEnv('CI', 'true')
    expect(() => prometheusTools()).toThrow('apt-get install prometheus')
  })
})
