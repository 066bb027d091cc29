'use client'
import { useQuery } from '@tanstack/react-query'
import { Box, Cloud, DoorOpen, Globe, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { useRange } from '@/components/frame/use-range'
import type { Weights } from '@/components/policies/weights-of'
import { Chip } from '@/components/ui/chip'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusMark } from '@/components/ui/status-mark'
import { useNow } from '@/components/ui/use-now'
import type { ChangeWire } from '@/lib/api/changes'
import { toPath } from '@/lib/api/client'
import type { ServiceDetail } from '@/lib/api/services'
import { serviceQuery } from '@/lib/api/services-queries'
import type { TopologyEdgeWire, TopologyNodeWire, TopologyResponse } from '@/lib/api/topology'
import { showMarks } from '@/lib/mesh/display-name'
import { formatPlural } from '@/lib/mesh/format'
import { serviceOf } from '../service-of'
import { CanaryPart } from './canary-part'
import { ChangeProgress } from './change-progress'
import { InstancesPart } from './instances-part'
import { LastChanges } from './last-changes'
import { PanelFrame } from './panel-frame'
import { PanelSection } from './panel-section'
import { PathPart } from './path-part'
import { PolicySummary } from './policy-summary'
import { Relations } from './relations'
import { ShiftPart } from './shift-part'
import { Signals, silentWords } from './signals'
import { VersionsPart } from './versions-part'

type Props = {
  node: TopologyNodeWire
  topology: TopologyResponse
  takesFocus: boolean
  onClose: () => void
  onSelect: (id: string) => void
  onOpenSheet: (weights: Weights | null) => void
  onShowChange: (change: string) => void
  /** Beside another window, where one is compared with. */
  compared?: ReactNode
}

const icons = { service: Box, version: Box, instance: Box, gateway: DoorOpen, external: Globe, unknown: Cloud }
const freshMs = 10 * 60_000

/** All about one node, in the fixed order: signals, versions, canary, shift, relations, instances, policy, changes. */
export function NodePanel({ node, topology, takesFocus, onClose, onSelect, onOpenSheet, onShowChange, compared }: Props) {
  const { from, to, isLive } = useRange()
  const service = `${node.namespace}/${node.name}`
  const isOurs = node.kind === 'service' || node.kind === 'version' || node.kind === 'gateway'
  const {
    data: detail,
    error,
    isPending,
    refetch,
  } = useQuery({
    ...serviceQuery(serviceOf(node), { from, to }),
    enabled: isOurs,
    placeholderData: (former) => (former?.name === service ? former : undefined),
  })
  const callers = topology.edges.filter((edge) => edge.target === node.id)
  const callees = topology.edges.filter((edge) => edge.source === node.id)
  const blocked = isLive ? null : 'This is the past; go back to now to edit'
  const Icon = icons[node.kind]
  return (
    <PanelFrame
      icon={<Icon size={16} aria-hidden />}
      title={node.id}
      mark={<StatusMark status={node.health} className="text-13" />}
      sub={subOf(node, detail)}
      page={isOurs ? `/services/${toPath(serviceOf(node))}` : null}
      takesFocus={takesFocus}
      onClose={onClose}
    >
      <Reasons node={node} />
      {compared}
      <Signals
        subject={`${node.kind === 'version' || node.kind === 'instance' ? node.kind : 'service'}:${node.id}`}
        inbound={node.inbound}
        isTcp={node.protocol === 'tcp'}
        isTroubled={node.health === 'degraded' || node.health === 'failing'}
        counts={node.protocol === 'tcp' || callers.length === 0 ? null : countsOf(callers)}
        errorsUnknown={callers.find((edge) => edge.errorRatioUnknown)?.errorRatioUnknown}
        saturation={detail ? saturationOf(detail) : null}
      />
      {isOurs && isPending && (
        <PanelSection>
          <Skeleton className="h-24" />
        </PanelSection>
      )}
      {isOurs && error && !detail && (
        <PanelSection>
          <QueryError size="inline" error={error} title="What is configured could not be read" onRetry={() => void refetch()} />
        </PanelSection>
      )}
      {detail && <VersionsPart detail={detail} />}
      {isOurs && <CanaryPart service={serviceOf(node)} />}
      {detail?.policy && (
        <ShiftPart
          detail={detail}
          blocked={blocked}
          onWarned={onOpenSheet}
          onApplied={() => void refetch()}
          onOpenSheet={() => onOpenSheet(null)}
        />
      )}
      {detail && <Progress detail={detail} onShowChange={onShowChange} />}
      <Relations callers={callers} callees={callees} onSelect={onSelect} />
      <PathPart id={node.id} />
      {detail && <InstancesPart detail={detail} />}
      {detail?.policy && <PolicySummary service={detail.name} policy={detail.policy.policy} />}
      {detail?.policy && <LastChanges service={detail.name} changes={detail.recentChanges} />}
    </PanelFrame>
  )
}

function subOf(node: TopologyNodeWire, detail: ServiceDetail | undefined): string {
  if (node.kind === 'unknown') return 'somebody outside the mesh; no proxy tells who'
  if (node.kind === 'external') return 'outside the mesh, as its callers’ proxies see it'
  const parts = [node.kind === 'gateway' ? 'gateway' : (node.protocol ?? 'protocol not known')]
  if (node.kind === 'version') parts.push(`version ${node.version ?? ''}`)
  else if (detail && detail.versionDetails.length > 0) parts.push(formatPlural(detail.versionDetails.length, 'version'))
  parts.push(formatPlural(node.proxies.total, 'proxy', 'proxies'))
  if (detail?.policyRevision) parts.push(`policy revision ${detail.policyRevision}`)
  return parts.join(', ')
}

function countsOf(edges: readonly TopologyEdgeWire[]): { requests: number; errors: number } {
  return { requests: edges.reduce((sum, edge) => sum + edge.requests, 0), errors: edges.reduce((sum, edge) => sum + edge.errors, 0) }
}

function Reasons({ node }: { node: TopologyNodeWire }) {
  const silent = silentWords(node.proxies)
  const reasons = [...node.healthReasons, ...(silent ? [silent] : [])]
  // The canary has a part of its own below.
  const badges = node.badges.filter((badge) => badge.kind !== 'canary')
  if (reasons.length === 0 && badges.length === 0) return null
  return (
    <PanelSection>
      <ul className="flex flex-col gap-1">
        {reasons.map((reason) => (
          <li key={reason} className="flex items-start gap-1.5 text-12">
            <TriangleAlert size={14} aria-hidden className="mt-px shrink-0 text-warn" />
            <span className="min-w-0 break-words">{showMarks(reason)}</span>
          </li>
        ))}
      </ul>
      {badges.length > 0 && (
        <div className="mt-2 flex flex-wrap gap-1">
          {badges.map((badge) => (
            <Chip key={`${badge.kind} ${badge.text}`} tone={badge.kind === 'fault' ? 'fault' : 'plain'}>
              {showMarks(badge.text)}
            </Chip>
          ))}
        </div>
      )}
    </PanelSection>
  )
}

/** A limit holds for each calling proxy and version: the largest of them stands beside it, not their sum. */
function saturationOf({ pendingRequests, maxPendingRequests, traffic }: ServiceDetail): { pending: number; most: number | null } | null {
  const pending = maxPendingRequests === null ? pendingRequests : (traffic?.now?.most?.pending ?? null)
  return pending === null ? null : { pending, most: maxPendingRequests }
}

function Progress({ detail, onShowChange }: { detail: ServiceDetail; onShowChange: (id: string) => void }) {
  const now = useNow(5000)
  const newest: ChangeWire | undefined = detail.recentChanges[0]
  if (!newest || now === null || now - Date.parse(newest.at) > freshMs) return null
  return <ChangeProgress change={newest} onOpen={() => onShowChange(newest.id)} />
}
