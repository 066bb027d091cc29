import type { FaultReportView } from '@/lib/api/contracts/faults'
import { renderReport } from '@/lib/faults/render-report'
import type { Ctx } from '../ctx'
import { getFault } from './get'
import { makeReport } from './make-report'

/** The report that is kept with the fault; until there is one, what can be said by now. */
export async function getFaultReport(ctx: Ctx, input: { id: string }): Promise<FaultReportView> {
  const fault = await getFault(ctx, input)
  const report = fault.report ?? (await makeReport(ctx.store, fault, ctx.now()))
  return { fault, report, markdown: renderReport(fault, report) }
}
