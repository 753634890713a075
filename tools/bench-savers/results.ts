import type { AloneResult } from './parts/alone.ts'
import type { ChatResult } from './parts/chat.ts'
import type { DeltaTime } from './parts/delta.ts'
import type { GrowthTime } from './parts/growth.ts'
import type { HistoryTime } from './parts/history.ts'
import type { NetworkResult } from './parts/network.ts'
import type { ProfiledCell } from './parts/profile.ts'
import type { SuperstepCell } from './parts/supersteps.ts'

/** The measurements; omitted parts are undefined. */
export interface Results {
  readonly supersteps?: readonly SuperstepCell[]
  readonly history?: readonly HistoryTime[]
  readonly chat?: readonly ChatResult[]
  readonly delta?: readonly DeltaTime[]
  readonly network?: readonly NetworkResult[]
  readonly growth?: readonly GrowthTime[]
  readonly alone?: AloneResult
  readonly profile?: readonly ProfiledCell[]
}
