import type { SeriesSubject } from '@/lib/api/contracts/series-subject'
import { AppError } from '@/lib/errors'
import { type ServiceName, serviceOfId } from '@/lib/mesh/names'
import { parseSubject, type Subject } from '@/lib/topology/series'

/** What a series is asked of: the subject, the ids that have to stand for something, and the service whose changes concern it. */
export function readSubject({ kind, id }: SeriesSubject): { subject: Subject; ids: string[]; service: ServiceName } {
  const subject = parseSubject(`${kind}:${id}`)
  if (!subject) throw new AppError('invalid', 'subject: an edge is written <source>><target>:<protocol>, as the topology writes its id')
  const isEdge = subject.kind === 'edge'
  return {
    subject,
    ids: isEdge ? [subject.source, subject.target] : [subject.id],
    service: serviceOfId(isEdge ? subject.target : subject.id),
  }
}
