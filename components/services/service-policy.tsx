import { Check, Minus } from 'lucide-react'
import Link from 'next/link'
import { policyLines } from '@/components/changes/policy-lines'
import { PolicyText } from '@/components/changes/policy-text'
import { policyRoute } from '@/components/page/routes'
import { Columns, Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { featureWords } from './feature-words'

/** The stored policy as text with the way to its editor, and what the driver of this service can do. */
export function ServicePolicy({ service }: { service: ServiceDetail }) {
  if (!service.policy) return null
  const { policy, revision, capabilities } = service.policy
  const lines = policyLines(policy)
  return (
    <Columns>
      <Section
        title={`Policy, revision ${revision}`}
        end={
          <span className="flex items-center gap-2">
            <CopyButton text={lines.map((line) => line.text).join('\n')} label="Copy the policy" />
            <Button asChild>
              <Link prefetch={false} href={policyRoute(service.name)}>
                Edit the policy…
              </Link>
            </Button>
          </span>
        }
      >
        <PolicyText lines={lines} label={`Policy of ${displayName(service.name)}`} />
      </Section>
      <Section title="What can be steered" note="by this service’s driver">
        <ul className="gap-x-6 text-12 sm:columns-2 [&>li]:mb-1 [&>li]:break-inside-avoid">
          {capabilities.map((capability) => (
            <li key={capability.feature} className="flex items-start gap-2">
              {capability.supported ? (
                <Check size={14} aria-hidden className="mt-0.5 shrink-0 text-ok-quiet" />
              ) : (
                <Minus size={14} aria-hidden className="mt-0.5 shrink-0 text-faint" />
              )}
              <span className={capability.supported ? '' : 'text-muted'}>
                {featureWords(capability.feature)}
                <span className="sr-only">{capability.supported ? ', supported' : ', not supported'}</span>
                {capability.supported
                  ? capability.reason && <span className="text-muted">{`: ${displayName(capability.reason, 200)}`}</span>
                  : `: ${displayName(capability.reason ?? 'not supported', 200)}`}
              </span>
            </li>
          ))}
        </ul>
      </Section>
    </Columns>
  )
}
