import Link from 'next/link'
import { ChangeRow } from '@/components/changes/change-row'
import { UndoWithReason } from '@/components/changes/undo-with-reason'
import { asRoute } from '@/components/frame/as-route'
import { Section } from '@/components/page/section'
import type { ServiceDetail } from '@/lib/api/services'

const shown = 5

/** The last changes of the service, each with its way back. */
export function RecentChanges({ service }: { service: ServiceDetail }) {
  const changes = service.recentChanges.slice(0, shown)
  return (
    <Section
      title="Recent changes"
      end={
        changes.length > 0 && (
          <Link href={asRoute(`/changes?service=${encodeURIComponent(service.name)}`)} className="text-12 text-accent hover:underline">
            all changes
          </Link>
        )
      }
    >
      {changes.length === 0 ? (
        <p className="text-12 text-muted">Its policy was never changed.</p>
      ) : (
        <ul className="flex flex-col">
          {changes.map((change) => (
            <li key={change.id} className="flex items-start gap-3 border-line border-b py-2 last:border-b-0">
              <div className="min-w-0 flex-1">
                <ChangeRow change={change} />
              </div>
              <UndoWithReason change={change} size="small" words="Undo…" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
