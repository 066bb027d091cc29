import { type SettingsWire, settingsDocumentSchema } from '@/lib/api/settings'

type Rails = SettingsWire['settings']['faults']
/** One line of text per rule, as typed. */
export type RailsDraft = { protectedServices: string; allowedHours: string; caps: string; budgetPercent: string; reason: string }
export type CheckedRails = { ok: true; rails: Rails } | { ok: false; problems: Partial<Record<keyof RailsDraft, string>> }

export const toDraft = ({ protectedServices, allowedHours: hours, caps, budgetPercent }: Rails): RailsDraft => ({
  protectedServices: protectedServices.join(', '),
  allowedHours: hours ? `${hours.days.join(' ')} ${hours.from}-${hours.to} ${hours.timeZone}` : '',
  caps: caps.map(capWords).join('; '),
  budgetPercent: budgetPercent === null ? '' : String(budgetPercent),
  reason: '',
})

const capWords = ({ service, percent, requestsPerSecond, durationSeconds }: Rails['caps'][number]): string =>
  [
    service,
    ...(percent === undefined ? [] : [`${percent} %`]),
    ...(requestsPerSecond === undefined ? [] : [`${requestsPerSecond} rps`]),
    ...(durationSeconds === undefined ? [] : [`${durationSeconds} s`]),
  ].join(' ')

/** The draft as the API takes it, or what is wrong with each line. The server checks the names against the mesh. */
export function checkRails(draft: RailsDraft): CheckedRails {
  const problems: Partial<Record<keyof RailsDraft, string>> = {}
  if (draft.reason.trim() === '') problems.reason = 'say why, in a sentence'
  const hours = parseHours(draft.allowedHours)
  if (hours === undefined) problems.allowedHours = 'write days, a span and a time zone: mon tue 09:00-17:00 UTC'
  const caps = split(draft.caps, ';').map(parseCap)
  if (caps.includes(null)) problems.caps = 'write a service and its caps: shop/cart 10 % 20 rps 300 s'
  const budget = draft.budgetPercent.trim().replace(/\s*%$/, '')
  const parsed = settingsDocumentSchema.safeParse({
    faults: {
      protectedServices: split(draft.protectedServices, ','),
      allowedHours: hours ?? null,
      caps: caps.filter((cap) => cap !== null),
      budgetPercent: budget === '' ? null : Number(budget),
    },
  })
  if (parsed.success && Object.keys(problems).length === 0) return { ok: true, rails: parsed.data.faults }
  for (const { path, message } of parsed.error?.issues ?? []) {
    const field = fields.find((name) => name === path[1])
    if (field) problems[field] ??= message
  }
  return { ok: false, problems }
}

const fields = ['protectedServices', 'allowedHours', 'caps', 'budgetPercent'] as const

const split = (text: string, mark: string): string[] =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** null: no hours; undefined: they cannot be read. */
function parseHours(text: string): { days: string[]; from: string; to: string; timeZone: string } | null | undefined {
  if (text.trim() === '') return null
  const match = /^((?:(?:mon|tue|wed|thu|fri|sat|sun)[\s,]+)+)(\d\d:\d\d)\s*-\s*(\d\d:\d\d)\s+(\S+)$/i.exec(text.trim())
  if (!match) return undefined
  const [, days = '', from = '', to = '', timeZone = ''] = match
  return { days: split(days.toLowerCase().replaceAll(/\s+/g, ','), ','), from, to, timeZone }
}

function parseCap(text: string): object | null {
  const [service = '', ...rest] = text.split(/\s+/)
  const words = rest.join(' ').replaceAll(/(\d)\s*(%|rps|s)(?=\s|$)/g, '$1$2')
  const cap: Record<string, unknown> = { service }
  for (const word of split(words, ' ')) {
    const match = /^(\d+(?:\.\d+)?)(%|rps|s)$/.exec(word)
    if (!match) return null
    cap[match[2] === '%' ? 'percent' : match[2] === 'rps' ? 'requestsPerSecond' : 'durationSeconds'] = Number(match[1])
  }
  return Object.keys(cap).length > 1 ? cap : null
}
