'use client'
import { Segmented } from '@/components/ui/segmented'
import type { DestinationSettings, LoadBalancing } from '@/lib/mesh/policy'
import { destinationWords } from '@/lib/routing/sentences/destination-words'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import { FieldsForm } from './fields-form'
import { HashKeyPart } from './hash-key-part'
import { NumbersField } from './numbers-field'
import type { FieldSpec, PartSpec } from './part-spec'
import type { Path } from './set-at'

/** A field with the words in which plans speak of the setting. */
function field(part: keyof DestinationSettings, key: string, kind: FieldSpec['kind'], placeholder?: string): FieldSpec {
  const words = destinationWords[`${part}.${key}`] ?? key
  const label = words.replace(' (per cent)', '')
  const unit = words.endsWith('(per cent)') ? { unit: '%' } : {}
  return {
    key: key.split('.'),
    label: label.charAt(0).toUpperCase() + label.slice(1),
    kind,
    ...unit,
    ...(placeholder ? { placeholder } : {}),
  }
}

const breaker = [
  field('circuitBreaker', 'maxConnections', 'number', '1024'),
  field('circuitBreaker', 'maxPendingRequests', 'number', '1024'),
  field('circuitBreaker', 'maxRequests', 'number', '1024'),
  field('circuitBreaker', 'maxRetries', 'number', '3'),
  field('circuitBreaker', 'retryBudget.percent', 'number', 'no budget'),
  field('circuitBreaker', 'retryBudget.minRetryConcurrency', 'number', '3'),
]
const pool = [
  field('connectionPool', 'connectTimeout', 'text', '5s'),
  field('connectionPool', 'idleTimeout', 'text', '1h'),
  field('connectionPool', 'maxRequestsPerConnection', 'number', 'no limit'),
  field('connectionPool', 'maxConcurrentStreams', 'number'),
]
const outlier = [
  field('outlier', 'consecutive5xx', 'number', 'not judged'),
  field('outlier', 'consecutiveGatewayErrors', 'number', 'not judged'),
  field('outlier', 'consecutiveLocalErrors', 'number', 'not judged'),
  field('outlier', 'interval', 'text', '10s'),
  field('outlier', 'baseEjection', 'text', '30s'),
  field('outlier', 'maxEjection', 'text', '5m'),
  field('outlier', 'maxEjectionPercent', 'number', '10'),
  field('outlier', 'alwaysEjectOne', 'truth'),
  field('outlier', 'failurePercentage.threshold', 'number', 'not judged'),
  field('outlier', 'failurePercentage.minHosts', 'number', '5'),
  field('outlier', 'failurePercentage.minRequests', 'number', '50'),
  field('outlier', 'successRate.stdevFactor', 'number', 'not judged'),
  field('outlier', 'successRate.minHosts', 'number', '5'),
  field('outlier', 'successRate.minRequests', 'number', '100'),
]
const check = [
  field('healthCheck', 'path', 'text', '/healthz'),
  field('healthCheck', 'hostname', 'text', 'the service’s own'),
  field('healthCheck', 'grpcService', 'text', 'the whole server'),
  field('healthCheck', 'interval', 'text', '10s'),
  field('healthCheck', 'timeout', 'text', '1s'),
  field('healthCheck', 'healthyThreshold', 'number', '2'),
  field('healthCheck', 'unhealthyThreshold', 'number', '3'),
]
const slow = [
  field('slowStart', 'window', 'text', '30s'),
  { ...field('slowStart', 'aggression', 'number', '1'), label: 'Curve (1 is a straight line)' },
  field('slowStart', 'minWeightPercent', 'number', '10'),
]

/** What holds for every request to the service, whatever its rule. */
export const destinationParts: readonly PartSpec[] = [
  {
    key: 'loadBalancing',
    title: 'load balancing',
    feature: 'loadBalancing',
    begin: () => 'least-request',
    form: (path) => <BalancingPart path={path} />,
  },
  {
    key: 'hashKey',
    title: 'hash key',
    note: 'what ring hash and Maglev choose by',
    feature: 'loadBalancing.hash',
    begin: () => ({ header: '' }),
    form: (path) => <HashKeyPart path={path} label="Choose an instance by" />,
  },
  {
    key: 'circuitBreaker',
    title: 'circuit breaker',
    note: 'per calling proxy',
    feature: 'circuitBreaker',
    begin: () => ({ maxPendingRequests: 64 }),
    form: (path) => <FieldsForm path={path} fields={breaker} />,
  },
  {
    key: 'connectionPool',
    title: 'connection pool',
    feature: 'connectionPool',
    begin: () => ({ connectTimeout: '1s' }),
    form: (path) => <FieldsForm path={path} fields={pool} />,
  },
  {
    key: 'outlier',
    title: 'outlier ejection',
    feature: 'outlier',
    begin: () => ({ consecutive5xx: 5 }),
    form: (path) => <FieldsForm path={path} fields={outlier} />,
  },
  {
    key: 'healthCheck',
    title: 'health check',
    note: 'every calling proxy asks every instance',
    feature: 'healthCheck',
    begin: ({ protocol }) => ({
      ...(protocol === 'http' ? { path: '/' } : {}),
      interval: '10s',
      timeout: '1s',
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    }),
    form: (path) => (
      <div className="flex flex-col gap-3">
        <FieldsForm path={path} fields={check} />
        <NumbersField path={[...path, 'expectedStatuses']} label="Healthy statuses" placeholder="200" />
      </div>
    ),
  },
  {
    key: 'slowStart',
    title: 'slow start',
    feature: 'slowStart',
    begin: () => ({ window: '30s' }),
    form: (path) => <FieldsForm path={path} fields={slow} />,
  },
  {
    key: 'zoneAwareness',
    title: 'zone awareness',
    note: 'prefers instances of the caller’s zone',
    feature: 'zoneAwareness',
    begin: () => ({}),
    form: (path) => <FieldsForm path={path} fields={[field('zoneAwareness', 'minInstances', 'number', '6')]} />,
  },
]

const ways: Record<LoadBalancing, string> = {
  'round-robin': 'in turn',
  'least-request': 'least busy',
  random: 'random',
  'ring-hash': 'ring hash',
  maglev: 'Maglev',
}
const features: Partial<Record<LoadBalancing, string>> = {
  random: 'loadBalancing.random',
  'ring-hash': 'loadBalancing.hash',
  maglev: 'loadBalancing.hash',
}

function BalancingPart({ path }: { path: Path }) {
  const editor = useEditor()
  return (
    <div className="overflow-x-auto">
      <Segmented
        label="How an instance is chosen"
        value={scalarAt(editor.value, path)}
        options={Object.entries(ways).map(([value, label]) => ({
          value,
          label,
          disabledReason: editor.whyNot(features[asBalancing(value)] ?? 'loadBalancing') ?? undefined,
        }))}
        onChange={(value) => editor.set(path, value)}
      />
    </div>
  )
}

// The keys of `ways` are the ways there are.
const asBalancing = (value: string): LoadBalancing => value as LoadBalancing
