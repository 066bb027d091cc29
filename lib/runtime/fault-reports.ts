import { reportPeriods } from '@/lib/faults/report-fault'
import { makeReport } from '@/lib/operations/faults/make-report'
import type { RuntimeContext } from './runtime-context'

const lookBackMs = 3_600_000

/** Makes the report of every fault that has ended, once the time after it has been counted, while its raw windows are still there; keeps it with the fault. */
export async function keepReports({ store, now }: Pick<RuntimeContext, 'store' | 'now'>): Promise<void> {
  const at = now()
  for (const fault of await store.steer.faults.list({ active: false, limit: 50 })) {
    if (fault.report || fault.endedAt === null || fault.endedAt < at - lookBackMs) continue
    const { dueAt } = reportPeriods(fault, at)
    // The last window of the time after it comes in some seconds later.
    if (dueAt === null || at < dueAt + 10_000) continue
    const report = await makeReport(store, fault, at)
    await store.steer.transaction(async (tx) => {
      const stored = await tx.faults.get(fault.id)
      if (stored && !stored.report) await tx.faults.update({ ...stored, report })
    })
  }
}
