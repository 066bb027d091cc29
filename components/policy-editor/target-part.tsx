'use client'
import { useRef } from 'react'
import { Segmented } from '@/components/ui/segmented'
import type { Policy } from '@/lib/mesh/policy'
import { BackendsPart } from './backends-part'
import { useEditor } from './editor-context'
import { FieldsForm } from './fields-form'
import { OneOfPart } from './one-of-part'
import type { FieldSpec } from './part-spec'
import { pathRewrites } from './rule-parts'
import { type Path, valueAt } from './set-at'

type Target = 'backends' | 'redirect' | 'directResponse'
const targets: readonly { value: Target; label: string; feature: string }[] = [
  { value: 'backends', label: 'to versions', feature: 'weights' },
  { value: 'redirect', label: 'redirected', feature: 'redirect' },
  { value: 'directResponse', label: 'answered here', feature: 'directResponse' },
]
const redirect: readonly FieldSpec[] = [
  { key: ['scheme'], label: 'Scheme', kind: 'text', placeholder: 'as it was asked for', choices: () => ['http', 'https'] },
  { key: ['hostname'], label: 'Host', kind: 'text', placeholder: 'as it was asked for' },
  { key: ['port'], label: 'Port', kind: 'number', placeholder: 'as it was asked for' },
  { key: ['statusCode'], label: 'Status', kind: 'number', placeholder: '302', choices: () => ['301', '302', '303', '307', '308'] },
]
const response: readonly FieldSpec[] = [
  { key: ['statusCode'], label: 'Status', kind: 'number', placeholder: '200' },
  { key: ['body'], label: 'Body', kind: 'text', placeholder: 'no body', isWide: true },
]

/** Where the requests of a rule go: versions by weight, another address, or nowhere, as the proxy answers itself. What was there before comes back with its kind. */
export function TargetPart({ path, base }: { path: Path; base: Policy }) {
  const editor = useEditor()
  const former = useRef<Partial<Record<Target, unknown>>>({})
  const has = (key: Target): boolean => valueAt(editor.value, [...path, key]) !== undefined
  const kind: Target = has('redirect') ? 'redirect' : has('directResponse') ? 'directResponse' : 'backends'
  const choose = (next: Target) => {
    const rule = valueAt(editor.value, path)
    if (typeof rule !== 'object' || rule === null) return
    former.current[kind] = valueAt(rule, [kind])
    const begins: Record<Target, unknown> = {
      backends: [{ version: editor.versions[0] ?? '', weight: 100 }],
      redirect: { path: { replacePrefixMatch: '/' } },
      directResponse: { statusCode: 503 },
    }
    const others = Object.entries(rule).filter(([key]) => targets.every(({ value }) => value !== key))
    editor.set(path, { ...Object.fromEntries(others), [next]: former.current[next] ?? begins[next] })
  }
  return (
    <div className="flex flex-col items-stretch gap-3 [&>[role=radiogroup]]:self-start">
      <Segmented
        label="Where they go"
        value={kind}
        options={targets.map(({ value, label, feature }) => ({ value, label, disabledReason: editor.whyNot(feature) ?? undefined }))}
        onChange={choose}
      />
      {kind === 'backends' && <BackendsPart path={path} base={base} />}
      {kind === 'redirect' && (
        <>
          <FieldsForm path={[...path, 'redirect']} fields={redirect} />
          <OneOfPart path={[...path, 'redirect', 'path']} label="Path" kinds={pathRewrites} isOptional />
        </>
      )}
      {kind === 'directResponse' && <FieldsForm path={[...path, 'directResponse']} fields={response} />}
    </div>
  )
}
