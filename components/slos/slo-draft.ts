import { type PutSloRequest, putSloRequestSchema, type SloStatusWire, sloWindowDays } from '@/lib/api/slos'

/** The form as it is typed; targets in per cent, '' for none. */
export type SloDraft = { availability: string; latency: string; boundMs: string; windowDays: string; reason: string }
export type SloDraftField = keyof SloDraft

const percentOf = (share: number | null | undefined): string => (share ? String(Number((share * 100).toFixed(3))) : '')

export const toSloDraft = (slo: SloStatusWire | null): SloDraft => ({
  availability: slo ? percentOf(slo.availability) : '99.9',
  latency: percentOf(slo?.latency?.target),
  boundMs: slo?.latency ? String(slo.latency.boundMs) : '',
  windowDays: String(slo?.windowDays ?? sloWindowDays.usual),
  reason: '',
})

/** What is sent, or what is wrong with which field, in the API's own words where it has some. */
export function readSloDraft(draft: SloDraft): { request: PutSloRequest } | { problems: Partial<Record<SloDraftField, string>> } {
  const [availability, latency] = [shareOf(draft.availability), shareOf(draft.latency)]
  const problems: Partial<Record<SloDraftField, string>> = {}
  if (availability === null && latency === null) problems.availability = 'give a target for availability, for latency, or both'
  if (latency !== null && draft.boundMs.trim() === '') problems.boundMs = 'say within how many ms they are to be answered'
  if (Object.keys(problems).length > 0) return { problems }
  const request = {
    windowDays: Number(draft.windowDays),
    availability,
    latency: latency === null ? null : { target: latency, boundMs: Number(draft.boundMs) },
    reason: draft.reason,
  }
  const parsed = putSloRequestSchema.safeParse(request)
  if (parsed.success) return { request: parsed.data }
  for (const { path, message } of parsed.error.issues) problems[fieldOf(path)] ??= message
  return { problems }
}

/** null for nothing; what is no number is NaN, for the schema to refuse. */
const shareOf = (percent: string): number | null =>
  percent.trim() === '' ? null : Number((Number(percent.replace(',', '.')) / 100).toFixed(7))

function fieldOf([first, second]: readonly PropertyKey[]): SloDraftField {
  if (first === 'latency') return second === 'boundMs' ? 'boundMs' : 'latency'
  return first === 'windowDays' || first === 'reason' ? first : 'availability'
}
