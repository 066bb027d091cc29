import { BadInput } from './contract'

export type SeriesSubject = { kind: 'service' | 'version' | 'instance' | 'edge'; id: string }

export function parseSeriesSubject(text: string): SeriesSubject {
  const match = /^(service|version|instance|edge):([\s\S]+)$/.exec(text)
  const kind = match?.[1]
  if (match?.[2] && (kind === 'service' || kind === 'version' || kind === 'instance' || kind === 'edge')) return { kind, id: match[2] }
  throw new BadInput('subject', 'write service:<id>, version:<id>, instance:<id> or edge:<id>, with an id of the topology')
}
