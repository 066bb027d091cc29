import { Check, Minus } from 'lucide-react'
import { Name } from '@/components/page/name'
import { Section } from '@/components/page/section'
import { featureWords } from '@/components/services/feature-words'
import type { ProxyDetailWire } from '@/lib/api/proxies'
import { displayName } from '@/lib/mesh/display-name'

/** What can be done through a proxy that somebody else configures, by service; what cannot is greyed, with the reason. */
export function ProxyAbilities({ proxy }: { proxy: ProxyDetailWire }) {
  if (proxy.abilities.length === 0) return null
  const services = [...new Set(proxy.abilities.map(({ service }) => service))]
  return (
    <Section title="What can be changed" note="at run time, through its admin layer; nothing of it ends by itself when Outrider dies">
      {services.map((service) => (
        <div key={service ?? ''} className="mb-2">
          {service !== null && <Name text={service} className="text-12 font-medium" />}
          <ul className="text-12">
            {proxy.abilities
              .filter((ability) => ability.service === service)
              .map(({ feature, supported, reason }) => (
                <li key={feature} className="flex items-start gap-2">
                  {supported ? (
                    <Check size={14} aria-hidden className="mt-0.5 shrink-0 text-ok-quiet" />
                  ) : (
                    <Minus size={14} aria-hidden className="mt-0.5 shrink-0 text-faint" />
                  )}
                  <span className={supported ? '' : 'text-muted'}>
                    {featureWords(feature)}
                    <span className="sr-only">{supported ? ', possible' : ', not possible'}</span>
                    {!supported && reason && `: ${displayName(reason, 300)}`}
                  </span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </Section>
  )
}
