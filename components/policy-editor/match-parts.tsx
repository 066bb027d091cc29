'use client'
import { FieldsForm, OneField } from './fields-form'
import { OneOfPart } from './one-of-part'
import type { PartSpec } from './part-spec'
import { ValueTestsPart } from './value-tests-part'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** What narrows a rule; all of them must hold. */
export const matchParts: readonly PartSpec[] = [
  {
    key: 'caller',
    title: 'caller',
    feature: 'match',
    isPlain: true,
    begin: ({ callers }) => callers[0] ?? '',
    form: (path) => (
      <OneField
        path={path}
        spec={{ label: 'Called by', kind: 'text', placeholder: 'shop/frontend@v2', choices: ({ callers }) => callers }}
      />
    ),
  },
  {
    key: 'path',
    title: 'path',
    feature: 'match',
    isPlain: true,
    begin: () => ({ prefix: '/' }),
    form: (path) => (
      <OneOfPart
        path={path}
        label="Path"
        kinds={[
          { key: 'prefix', label: 'begins with', placeholder: '/' },
          { key: 'exact', label: 'is', placeholder: '/status' },
          { key: 'regex', label: 'matches', placeholder: '/items/\\d+' },
        ]}
      />
    ),
  },
  {
    key: 'method',
    title: 'method',
    feature: 'match',
    isPlain: true,
    begin: () => 'GET',
    form: (path) => <OneField path={path} spec={{ label: 'Method', kind: 'text', placeholder: 'GET', choices: () => methods }} />,
  },
  {
    key: 'headers',
    title: 'headers',
    feature: 'match',
    begin: () => [{ name: '', exact: '' }],
    form: (path) => <ValueTestsPart path={path} what="header" />,
  },
  {
    key: 'queryParams',
    title: 'query parameters',
    feature: 'match',
    begin: () => [{ name: '', exact: '' }],
    form: (path) => <ValueTestsPart path={path} what="query parameter" />,
  },
  {
    key: 'grpc',
    title: 'gRPC method',
    feature: 'match.grpc',
    begin: () => ({ service: '' }),
    form: (path) => (
      <FieldsForm
        path={path}
        fields={[
          { key: ['service'], label: 'gRPC service', kind: 'text', placeholder: 'shop.Checkout' },
          { key: ['method'], label: 'Method', kind: 'text', placeholder: 'every method' },
        ]}
      />
    ),
  },
]
