import { formatFailures, formatPlural } from '@/lib/mesh/format'
import { nameSome } from '@/lib/mesh/name-some'
import { isUnwell } from '@/lib/mesh/topology'
import type { Trouble } from '@/lib/mesh/trouble'
import type { EdgeDraft, GraphDraft, NodeDraft } from '../graph-draft'
import { belowWords, findRoots, type Hurt, type Root } from './roots'

/** Edges that fail beyond their tolerance, at their deepest cause. A node whose proxies all keep silent is told for itself. */
export function failingTroubles(draft: GraphDraft, silent: ReadonlySet<string>): Trouble[] {
  const hurts = [...draft.edges.values()].flatMap(hurtAt)
  const roots = findRoots(draft, hurts).filter(({ target }) => !silent.has(target.node.id))
  const hurt = new Set(hurts.map(({ drafted }) => drafted.target.node.id))
  const scattered = [...draft.nodes.values()].filter(
    (drafted) => !silent.has(drafted.node.id) && !hurt.has(drafted.node.id) && isScattered(drafted),
  )
  return [...roots.map((root) => toTrouble(draft, root)), ...scattered.map(toScattered)]
}

const hurtAt = (drafted: EdgeDraft): Hurt[] => (isDown(drafted.target) ? ofDown(drafted) : toHurt(drafted))

/** It fails beyond its tolerance for some caller or for all together, whatever explains it. */
export const isHurt = (node: NodeDraft | undefined): boolean =>
  node !== undefined && (node.inbound.some((drafted) => hurtAt(drafted).length > 0) || isScattered(node))

/** Each caller sees too few failures to be told, all together do not. */
function isScattered({ node, amounts, inbound }: NodeDraft): boolean {
  if (!amounts?.isFresh || inbound.length < 2 || !isUnwell(node.health)) return false
  return amounts.errors > 0 && amounts.errors >= leastRatio * Math.max(amounts.requests, amounts.connections)
}

function toScattered({ node, amounts, inbound, service }: NodeDraft): Trouble {
  const [errors, all] = [amounts?.errors ?? 0, Math.max(amounts?.requests ?? 0, amounts?.connections ?? 0)]
  return {
    id: `failing:${node.id}`,
    kind: 'failing',
    severity: node.health === 'failing' ? 'failing' : 'degraded',
    title: `${node.id} fails ${formatFailures(errors, all)} of what it is asked`,
    reasons: [`${errors} of ${all} failed, a few of each of its ${inbound.length} callers`],
    subject: { kind: 'node', id: node.id },
    service,
    victims: [],
    causes: [],
    since: null,
    likelihood: 0.54,
  }
}

function toHurt(drafted: EdgeDraft): Hurt[] {
  const { edge, amounts } = drafted
  if (!amounts || amounts.errors === 0 || !isUnwell(edge.health)) return []
  const all = edge.protocol === 'tcp' ? Math.max(amounts.connections, amounts.errors) : amounts.requests
  const ratio = all > 0 ? amounts.errors / all : 1
  return ratio >= leastRatio
    ? [{ drafted, perSecond: edge.coveredSeconds > 0 ? amounts.errors / edge.coveredSeconds : amounts.errors }]
    : []
}

/** An edge may be degraded by an ejection alone; below this its errors are not why. */
const leastRatio = 0.01

function toTrouble(draft: GraphDraft, { target, hurts, victims, below }: Root): Trouble {
  const [errors, all] = countOf(hurts)
  const isLost = isDown(target)
  const isFailing = isLost || hurts.some(({ drafted }) => drafted.edge.health === 'failing')
  const id = target.node.id
  const what = hurts.every(({ drafted }) => drafted.edge.protocol === 'tcp') ? 'connections' : 'requests'
  const counted = `${errors} of ${all} ${what} failed in the last ${Math.round((draft.input.to - draft.input.from) / 1000)} s, called by ${callersOf(hurts)}`
  return {
    id: `failing:${id}`,
    kind: 'failing',
    severity: isFailing ? 'failing' : 'degraded',
    title: titleOf(id, isLost, errors, all, what),
    reasons: [
      ...(isLost ? whyAt(target) : []),
      isLost && errors === 0 ? `called by ${callersOf(hurts)}, whose proxies see connections that end early` : counted,
      ...(isLost ? [] : whyAt(target)),
      ...siblingReasons(draft, target),
      (victims.length > 0 ? `${formatPlural(victims.length, 'edge')} above ${victims.length === 1 ? 'fails' : 'fail'} with it; ` : '') +
        belowWords(below, 'nothing it calls fails'),
      ...consequencesAt(target),
    ],
    subject: { kind: 'node', id },
    service: target.service,
    victims,
    causes: [],
    since: null,
    likelihood:
      (isFailing ? 0.8 : 0.55) + 0.1 * (isLost ? 1 : Math.min(1, errors / Math.max(1, all))) + 0.05 * Math.min(1, victims.length / 3),
  }
}

function titleOf(id: string, isLost: boolean, errors: number, all: number, what: string): string {
  if (isLost) return `${id} is down: its application refuses connections`
  return errors === all ? `${id} fails every one of its ${what}` : `${id} fails ${formatFailures(errors, all)} of its ${what}`
}

function countOf(hurts: readonly Hurt[]): [errors: number, all: number] {
  let [errors, all] = [0, 0]
  for (const { drafted } of hurts) {
    const { amounts, edge } = drafted
    if (!amounts) continue
    errors += amounts.errors
    all += edge.protocol === 'tcp' ? Math.max(amounts.connections, amounts.errors) : amounts.requests
  }
  return [errors, Math.max(all, errors)]
}

const callersOf = (hurts: readonly Hurt[]): string => nameSome([...new Set(hurts.map(({ drafted }) => drafted.source.node.id))])

/** What the node's own proxies saw of the application behind them: connections that it refused. */
function refusedBy({ serverRows }: NodeDraft): { refused: number; connections: number } {
  let [connections, refused] = [0, 0]
  for (const { key, counts } of serverRows) {
    if (key.level !== 'edge') continue
    connections += counts.connections
    refused += counts.connectFailures
  }
  return { refused, connections }
}

const leastRefused = 3

/** Its proxies answer and take connections, its application does not. Callers of tcp see nothing of it but an early end. */
function isDown(target: NodeDraft): boolean {
  const { refused, connections } = refusedBy(target)
  return refused >= leastRefused && refused >= connections / 2
}

/** Everything that goes there is lost, whether the caller's proxy can tell or not. */
function ofDown(drafted: EdgeDraft): Hurt[] {
  const { edge } = drafted
  const rate = edge.requestsPerSecond ?? edge.connectionsPerSecond ?? 0
  return rate > 0 ? [{ drafted, perSecond: rate }] : toHurt(drafted)
}

function whyAt(target: NodeDraft): string[] {
  const { proxies, node } = target
  if (isDown(target))
    return [
      `its proxies answer, but the application behind them refused ${formatPlural(refusedBy(target).refused, 'connection')}: it is down`,
    ]
  if (proxies.length > 1 && node.proxies.answering < node.proxies.total)
    return [`${node.proxies.total - node.proxies.answering} of its ${node.proxies.total} proxies do not answer`]
  return []
}

/** Whether another version of the service does well, which points at the version and not at the service. */
function siblingReasons(draft: GraphDraft, target: NodeDraft): string[] {
  if (target.version === null) return []
  const others = [...draft.nodes.values()].filter(
    ({ service, version, amounts }) =>
      service === target.service && version !== null && version !== target.version && (amounts?.requests ?? 0) > 0,
  )
  const well = others.filter(({ node }) => node.health === 'healthy')
  return well.length === 0 ? [] : [`${well.map(({ version }) => version).join(', ')} of the same service answers well: it is this version`]
}

function consequencesAt({ inbound }: NodeDraft): string[] {
  const open = inbound.filter(({ amounts }) => (amounts?.breakersOpen ?? 0) > 0).map(({ source }) => source.node.id)
  const ejected = inbound.reduce((most, { amounts }) => Math.max(most, amounts?.ejected ?? 0), 0)
  return [
    ...(ejected > 0 ? [`${formatPlural(ejected, 'instance')} of it ejected by outlier detection`] : []),
    ...(open.length > 0 ? [`the circuit breaker of ${open.join(', ')} to it is open`] : []),
  ]
}
