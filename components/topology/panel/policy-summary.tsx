'use client'
import Link from 'next/link'
import { policyRoute } from '@/components/page/routes'
import type { PolicyWire } from '@/lib/api/policies-queries'
import { formatPlural } from '@/lib/mesh/format'
import { PanelSection } from './panel-section'

/** What is configured, in one line. */
export function PolicySummary({ service, policy }: { service: string; policy: PolicyWire }) {
  return (
    <PanelSection>
      <div className="flex items-baseline gap-2 text-12">
        <strong>Policy</strong>
        <span className="min-w-0 flex-1 text-muted">{policyWords(policy)}</span>
        <Link prefetch={false} href={policyRoute(service)} className="text-accent hover:underline">
          Edit…
        </Link>
      </div>
    </PanelSection>
  )
}

/** `timeout 3 s, 2 retries on 5xx, breaker 64 pending`. */
export function policyWords(policy: PolicyWire): string {
  const rule = policy.rules.at(-1)
  const parts: string[] = []
  if (policy.rules.length > 1) parts.push(`${formatPlural(policy.rules.length - 1, 'rule')} before the default`)
  if (rule?.timeout) parts.push(`timeout ${spaced(rule.timeout)}`)
  if (rule?.retry) parts.push(`${formatPlural(rule.retry.attempts, 'retry', 'retries')} on ${rule.retry.on.join(', ')}`)
  if (rule?.mirror) parts.push(`${rule.mirror.percent} % mirrored to ${rule.mirror.version}`)
  const { circuitBreaker, outlier, loadBalancing } = policy.destination ?? {}
  if (circuitBreaker?.maxPendingRequests) parts.push(`breaker ${circuitBreaker.maxPendingRequests} pending`)
  if (outlier?.consecutive5xx) parts.push(`ejects after ${outlier.consecutive5xx} × 5xx`)
  if (loadBalancing) parts.push(loadBalancing)
  return parts.length === 0 ? 'weights only; no timeout, retry or breaker is set' : parts.join(', ')
}

const spaced = (duration: string): string => duration.replace(/(\d)([a-z])/, '$1 $2')
