import { Section } from '@/components/page/section'
import { LatencyMap } from './latency-map'

/** How slow requests to a service were, as a part of its page. */
export function ServiceLatency({ subject, from, to }: { subject: string; from: string; to: string }) {
  return (
    <Section title="Latency, all requests" note="by the proxies’ own buckets; stronger is more">
      <LatencyMap subject={subject} from={from} to={to} />
    </Section>
  )
}
