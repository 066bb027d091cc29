import type { Millis } from './names'
import type { RuntimeView } from './proxy-view'

/** What the frame of every page says of the mesh: counts, and the proxies that are silent, with why; at most fifty of those. */
export type MeshSummary = {
  simulated: boolean
  services: { total: number; failing: number; degraded: number }
  proxies: {
    total: number
    answering: number
    /** Silent, not connected, or refusing what they were sent. */
    troubled: number
    newestAnswerAt: Millis | null
    silent: { id: string; reason: string }[]
  }
  runtime: RuntimeView
}
