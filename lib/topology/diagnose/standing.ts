import type { Drift } from '@/lib/mesh/drift'
import { formatPlural } from '@/lib/mesh/format'
import type { Millis } from '@/lib/mesh/names'
import type { Proxy as MeshProxy } from '@/lib/mesh/proxy'
import { isAnswering, isInSync } from '@/lib/mesh/proxy-state'
import type { Trouble } from '@/lib/mesh/trouble'
import { isSilent } from '../coverage'
import type { EdgeDraft, GraphDraft } from '../graph-draft'

const dayMs = 86_400_000
const expiresSoonDays = 30
const expiresNowDays = 7

type Seed = Pick<Trouble, 'kind' | 'severity' | 'title' | 'reasons' | 'subject' | 'likelihood'> & Partial<Trouble>
const toTrouble = (seed: Seed): Trouble => ({
  id: `${seed.kind}:${seed.subject.id}`,
  service: null,
  victims: [],
  causes: [],
  since: null,
  ...seed,
})

/** Nodes whose proxies all keep silent, with what their callers see; of others the single proxies that do. */
export function silentTroubles(draft: GraphDraft): Trouble[] {
  const nodes = [...draft.nodes.values()].filter(({ proxies }) => proxies.length > 0 && proxies.every(isSilent))
  const told = new Set(nodes.flatMap(({ proxies }) => proxies.map(({ id }) => id)))
  const whole = nodes.map(({ node, proxies, service, inbound }) => {
    const failing = inbound.filter(({ edge }) => edge.health === 'failing')
    return toTrouble({
      kind: 'silent',
      severity: 'failing',
      title:
        proxies.length === 1 ? `${node.id}: its only proxy does not answer` : `${node.id}: none of its ${proxies.length} proxies answers`,
      reasons: [
        ...proxies
          .slice(0, 3)
          .map(
            (proxy) =>
              `${proxy.id}: ${proxy.reading.problem?.message ?? `no answer in ${formatPlural(proxy.reading.missedRounds, 'round')}`}`,
          ),
        failing.length > 0
          ? `calls of ${failing.map(({ source }) => source.node.id).join(', ')} to it fail`
          : 'no caller is seen to fail by it',
      ],
      subject: { kind: 'node', id: node.id },
      service,
      victims: failing.map(({ edge }) => edge.id),
      likelihood: failing.length > 0 ? 0.97 : 0.6,
    })
  })
  const single = draft.input.proxies.filter((proxy) => isSilent(proxy) && !told.has(proxy.id))
  return [...whole, ...single.map(toSilentProxy)]
}

const toSilentProxy = ({ id, service, reading }: MeshProxy): Trouble =>
  toTrouble({
    kind: 'silent',
    severity: 'degraded',
    title: `${id} does not answer`,
    reasons: [
      reading.problem?.message ?? `no answer in ${formatPlural(reading.missedRounds, 'round')}`,
      'what it counts is missing in all numbers',
    ],
    subject: { kind: 'proxy', id },
    service,
    likelihood: 0.5,
  })

/** Open breakers and ejections on edges that no failing root explains. */
export function strainTroubles(draft: GraphDraft, explained: ReadonlySet<string>): Trouble[] {
  return [...draft.edges.values()].filter(({ target }) => !explained.has(target.node.id)).flatMap(strainAt)
}

function strainAt({ edge, rows, amounts, source, target }: EdgeDraft): Trouble[] {
  if (!amounts?.isFresh) return []
  const common = { severity: 'degraded' as const, subject: { kind: 'edge' as const, id: edge.id }, service: target.service }
  const overflows = rows.reduce((sum, { counts }) => sum + counts.overflows, 0)
  return [
    ...(amounts.breakersOpen > 0
      ? [
          toTrouble({
            ...common,
            kind: 'breaker',
            title: `The circuit breaker of ${source.node.id} to ${target.node.id} is open`,
            reasons: [
              `more is under way at once than its limit lets through; ${formatPlural(overflows, 'request')} refused by it in this time`,
            ],
            likelihood: 0.65,
          }),
        ]
      : []),
    ...(amounts.ejected > 0
      ? [
          toTrouble({
            ...common,
            kind: 'ejected',
            title: `${source.node.id} has ejected ${formatPlural(amounts.ejected, 'instance')} of ${target.node.id}`,
            reasons: ['outlier detection took them out after errors in a row; the rest carries their share'],
            likelihood: 0.62,
          }),
        ]
      : []),
  ]
}

/** Proxies that refuse what they were sent, or run something older. */
export function syncTroubles(proxies: readonly MeshProxy[]): Trouble[] {
  return proxies
    .filter((proxy) => isAnswering(proxy) && !isInSync(proxy))
    .map((proxy) => {
      const refused = proxy.sync.filter(({ status }) => status === 'NACKED')
      const behind = proxy.sync.filter(({ status }) => status === 'STALE').map(({ type }) => type)
      return toTrouble({
        kind: refused.length > 0 ? 'refused' : 'behind',
        severity: refused.length > 0 ? 'degraded' : 'notice',
        title: refused.length > 0 ? `${proxy.id} refuses its configuration` : `${proxy.id} is behind`,
        reasons:
          refused.length > 0
            ? refused.map(({ type, error }) => `${type}: ${error ?? 'it gave no reason'}`)
            : [
                proxy.connected
                  ? `not yet accepted: ${behind.join(', ')}`
                  : 'it is not connected to the control plane; it runs what it has',
              ],
        subject: { kind: 'proxy', id: proxy.id },
        service: proxy.service,
        likelihood: refused.length > 0 ? 0.48 : 0.35,
      })
    })
}

/** Certificates that end soon, the soonest of each proxy. */
export function certificateTroubles(proxies: readonly MeshProxy[], now: Millis): Trouble[] {
  return proxies.flatMap((proxy) => {
    const ends = (proxy.certificates ?? []).flatMap(({ expiresAt, path }) => (expiresAt === null ? [] : [{ expiresAt, path }]))
    const [soonest] = ends.sort((a, b) => a.expiresAt - b.expiresAt)
    if (!soonest) return []
    const days = Math.floor((soonest.expiresAt - now) / dayMs)
    if (days >= expiresSoonDays) return []
    const isOver = soonest.expiresAt <= now
    return [
      toTrouble({
        kind: 'certificate',
        severity: isOver ? 'failing' : days < expiresNowDays ? 'degraded' : 'notice',
        title: isOver ? `A certificate of ${proxy.id} has expired` : `A certificate of ${proxy.id} expires in ${formatPlural(days, 'day')}`,
        reasons: [soonest.path],
        subject: { kind: 'proxy', id: proxy.id },
        service: proxy.service,
        likelihood: isOver ? 0.78 : days < expiresNowDays ? 0.4 : 0.2,
      }),
    ]
  })
}

export const driftTroubles = (drift: readonly Pick<Drift, 'id' | 'proxyId' | 'service' | 'sentence' | 'since'>[]): Trouble[] =>
  drift.map(({ id, proxyId, service, sentence, since }) =>
    toTrouble({
      id: `drift:${id}`,
      kind: 'drift',
      severity: 'notice',
      title: sentence,
      reasons: ['nobody asked for it here'],
      subject: proxyId === null ? { kind: 'node', id: service ?? '' } : { kind: 'proxy', id: proxyId },
      service,
      since,
      likelihood: 0.3,
    }),
  )
