import * as units from '@grafana/grafana-foundation-sdk/units'

/** Grafana's units, as its SDK lists them. */
export const VALID_UNITS: readonly string[] = Object.values(units).filter(
  (unit) => typeof unit === 'string',
)
