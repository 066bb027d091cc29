'use client'
import { useMutation } from '@tanstack/react-query'
import { CircleHelp } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { QueryError } from '@/components/frame/query-error'
import { Section } from '@/components/page/section'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { explainRequest } from '@/lib/api/explain-queries'
import type { ServiceDetail } from '@/lib/api/services'
import { displayName } from '@/lib/mesh/display-name'
import { ExplainResult } from './explain-result'
import { parseHeaders } from './parse-headers'

const anybody = 'anybody'
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** A request, and what would become of it: the rule that takes it, why the others do not, and where it goes from there. Nothing is sent. */
export function ExplainSection({ service }: { service: ServiceDetail }) {
  const [caller, setCaller] = useState(anybody)
  const [method, setMethod] = useState<(typeof methods)[number]>('GET')
  const [path, setPath] = useState('/')
  const [headerText, setHeaderText] = useState('')
  const explain = useMutation({ mutationFn: (question: Parameters<typeof explainRequest>[0]) => explainRequest(question) })
  const parsed = parseHeaders(headerText)
  const problem = 'problem' in parsed ? parsed.problem : null
  const callers = [...new Set(service.callers.map((edge) => edge.source.replace(/@.*$/, '')))].filter((name) => name.includes('/'))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if ('problem' in parsed) return
    const known = caller === anybody ? {} : { caller }
    explain.mutate({ service: service.name, method, path: path.startsWith('/') ? path : `/${path}`, headers: parsed.headers, ...known })
  }
  if (service.policy === null || service.protocol === null || service.protocol === 'tcp') return null
  return (
    <Section title="What would happen to this request?" note="judged by what is stored; nothing is sent">
      <form onSubmit={submit} className="grid grid-cols-[auto_auto_1fr] items-start gap-3 max-sm:grid-cols-1">
        <Field label="Caller">
          {(aria) => (
            <Select
              id={aria.id}
              label="Caller"
              size="large"
              value={caller}
              options={[{ value: anybody, label: 'not said' }, ...callers.map((name) => ({ value: name, label: displayName(name, 40) }))]}
              onChange={setCaller}
            />
          )}
        </Field>
        <Field label="Method">
          {(aria) => (
            <Select
              id={aria.id}
              label="Method"
              size="large"
              value={method}
              options={methods.map((value) => ({ value, label: value }))}
              onChange={setMethod}
            />
          )}
        </Field>
        <Field label="Path, with its query">
          {(aria) => <Input {...aria} mono value={path} onChange={(event) => setPath(event.target.value)} boxClassName="w-full" />}
        </Field>
        <Field label="Headers, one a line" error={problem} help="name: value; the request has no others" className="col-span-full">
          {(aria) => (
            <textarea
              {...aria}
              rows={2}
              spellCheck={false}
              value={headerText}
              onChange={(event) => setHeaderText(event.target.value)}
              className="w-full rounded-input border border-line-strong bg-panel px-2 py-1.5 font-mono text-12 text-text focus-visible:outline-2 focus-visible:outline-accent"
            />
          )}
        </Field>
        <Button
          type="submit"
          size="large"
          icon={<CircleHelp size={16} aria-hidden />}
          busy={explain.isPending}
          disabledReason={problem}
          className="justify-self-start"
        >
          Explain
        </Button>
      </form>
      {explain.error && (
        <QueryError size="inline" error={explain.error} title="It could not be explained" unchanged="Nothing was changed." />
      )}
      {explain.data && <ExplainResult explanation={explain.data} />}
    </Section>
  )
}
