'use client'
import { FieldsForm, OneField } from './fields-form'
import { HashKeyPart } from './hash-key-part'
import { HeaderEditsPart } from './header-edits-part'
import { OneOfPart } from './one-of-part'
import type { FieldSpec, PartSpec } from './part-spec'
import { RateLimitPart } from './rate-limit-part'
import { RetryPart } from './retry-part'

const mirror: readonly FieldSpec[] = [
  { key: ['version'], label: 'Copied to', kind: 'text', placeholder: 'v2', choices: ({ versions }) => versions },
  { key: ['percent'], label: 'Share of requests', kind: 'number', unit: '%', placeholder: '10' },
]
export const pathRewrites = [
  { key: 'replacePrefixMatch', label: 'prefix becomes', placeholder: '/' },
  { key: 'replaceFullPath', label: 'path becomes', placeholder: '/status' },
]

/** What a rule does beside choosing a version; each may be left out. */
export const ruleParts: readonly PartSpec[] = [
  {
    key: 'timeout',
    title: 'timeout',
    feature: 'timeout',
    isPlain: true,
    begin: () => '3s',
    form: (path) => (
      <OneField
        path={path}
        spec={{ label: 'Timeout of the whole request, with its retries', kind: 'text', placeholder: '3s; 0s waits for ever' }}
      />
    ),
  },
  {
    key: 'retry',
    title: 'retries',
    feature: 'retry',
    begin: () => ({ attempts: 2, on: ['5xx'] }),
    form: (path) => <RetryPart path={path} />,
  },
  {
    key: 'mirror',
    title: 'mirror',
    note: 'copies whose answers nobody waits for',
    feature: 'mirror',
    begin: ({ versions }) => ({ version: versions.at(-1) ?? '', percent: 10 }),
    form: (path) => <FieldsForm path={path} fields={mirror} />,
  },
  {
    key: 'stickiness',
    title: 'stickiness',
    note: 'keeps a client on one version',
    feature: 'stickiness',
    begin: () => ({ header: '' }),
    form: (path) => <HashKeyPart path={path} label="Stick to a version by" />,
  },
  {
    key: 'rateLimit',
    title: 'rate limit',
    note: 'in every calling proxy; above it 429',
    feature: 'rateLimit',
    begin: () => ({ requests: 100, per: '1s' }),
    form: (path) => <RateLimitPart path={path} />,
  },
  {
    key: 'requestHeaders',
    title: 'request headers',
    feature: 'requestHeaders',
    begin: () => ({ set: [{ name: '', value: '' }] }),
    form: (path) => <HeaderEditsPart path={path} />,
  },
  {
    key: 'responseHeaders',
    title: 'headers of answers',
    feature: 'responseHeaders',
    begin: () => ({ set: [{ name: '', value: '' }] }),
    form: (path) => <HeaderEditsPart path={path} />,
  },
  {
    key: 'rewrite',
    title: 'rewrite',
    note: 'of what the version is asked for',
    feature: 'rewrite',
    begin: () => ({ path: { replacePrefixMatch: '/' } }),
    form: (path) => (
      <div className="flex flex-col gap-3">
        <OneField path={[...path, 'hostname']} root={path} spec={{ label: 'Host', kind: 'text', placeholder: 'as it was asked for' }} />
        <OneOfPart path={[...path, 'path']} label="Path" kinds={pathRewrites} isOptional />
      </div>
    ),
  },
  {
    key: 'idleTimeout',
    title: 'idle timeout',
    feature: 'idleTimeout',
    isPlain: true,
    begin: () => '5m',
    form: (path) => <OneField path={path} spec={{ label: 'Idle timeout', kind: 'text', placeholder: '5m' }} />,
  },
]
