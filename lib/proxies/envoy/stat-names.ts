import { clusterFeeds, grpcFeed, httpFeeds, injectedFeeds, tcpFeeds } from './stat-feeds'
import type { Feed, StatTally, Subject } from './stat-tally'

/** What a line of a statistics page is for: counters and gauges of a subject, or a plain value of the server. */
export type StatSink = { feeds: readonly { subject: Subject; feed: Feed }[]; value: { subject: Subject; name: string } | null }

/** Sinks of Envoy's own dotted names, for one tally. null: of no interest. Names may hold dots themselves, so the known endings decide where they end. */
export function resolveStatName(tally: StatTally, name: string): StatSink | null {
  if (name.startsWith('cluster.')) return resolveCluster(tally, name.slice(8))
  if (name.startsWith('http.')) return resolveEnding(tally, 'http', name.slice(5), httpFeeds)
  if (name.startsWith('tcp.')) return resolveEnding(tally, 'tcp', name.slice(4), tcpFeeds)
  if (name === 'server.live' || name === 'server.uptime' || name === 'server.state')
    return { feeds: [], value: { subject: tally.subject('server', ''), name: name.slice(7) } }
  return resolveInjected(tally, name)
}

export const toSink = (subject: Subject, feed: Feed): StatSink => ({ feeds: [{ subject, feed }], value: null })

/** Sinks of one injected fault: response flags `FI` (abort) and `DI` (delay), `DI,FI` for both. */
export function toInjectedSink(tally: StatTally, cluster: string, flags: string): StatSink | null {
  const subject = tally.subject('cluster', cluster)
  const feeds = flags.split(',').flatMap((flag) => {
    const feed = flag === 'FI' ? injectedFeeds.abort : flag === 'DI' ? injectedFeeds.delay : null
    return feed ? [{ subject, feed }] : []
  })
  return feeds.length > 0 ? { feeds, value: null } : null
}

const copies = /\.(internal|external|canary|grpc)$|\.zone\.[^.]+\.[^.]+$/

function resolveCluster(tally: StatTally, tail: string): StatSink | null {
  const grpc = /^(.+?)\.grpc\.(?:.+\.)?(\d{1,2})$/.exec(tail)
  if (grpc?.[1] && grpc[2]) return toSink(tally.subject('cluster', grpc[1]), grpcFeed(grpc[2]))
  return resolveEnding(tally, 'cluster', tail, clusterFeeds)
}

function resolveEnding(
  tally: StatTally,
  kind: 'cluster' | 'http' | 'tcp',
  tail: string,
  feeds: ReadonlyMap<string, Feed>,
): StatSink | null {
  for (let dot = tail.indexOf('.'); dot >= 0; dot = tail.indexOf('.', dot + 1)) {
    const feed = feeds.get(tail.slice(dot + 1))
    const name = tail.slice(0, dot)
    if (feed) return copies.test(name) ? null : toSink(tally.subject(kind, name), feed)
  }
  return null
}

/** The stats access logger of our listeners: `outrider.injected.cluster.<cluster>.route.<route>.flags.<flags>`, as Envoy 1.40 prints its tags. */
function resolveInjected(tally: StatTally, name: string): StatSink | null {
  const match = /(?:^|\.)outrider[._]injected\.cluster\.(.+?)(?:\.route\..*)?\.flags\.([A-Z,]+)$/.exec(name)
  return match?.[1] && match[2] ? toInjectedSink(tally, match[1], match[2]) : null
}
