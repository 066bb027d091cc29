'use client'
import { useState } from 'react'
import { setWeight, type Weight } from '@/components/policies/balance-weights'
import { WeightsEditor } from '@/components/policies/weights-editor'
import { Segmented } from '@/components/ui/segmented'
import type { Policy } from '@/lib/mesh/policy'
import { useEditor } from './editor-context'
import { useProblem } from './fields-form'
import { type Path, valueAt } from './set-at'

type Props = {
  /** Of the rule. */
  path: Path
  base: Policy
}

/** Weights of a rule, beside those of the rule of the same name in what is stored. Their sum stays 100. */
export function BackendsPart({ path, base }: Props) {
  const editor = useEditor()
  const at = [...path, 'backends']
  const problem = useProblem(at)
  const named = backendsOf(valueAt(editor.value, at))
  const name = valueAt(editor.value, [...path, 'name'])
  const was = base.rules.find((rule) => rule.name === name)?.backends ?? named
  const versions = [...new Set([...editor.versions, ...named.map(({ version }) => version)])]
  const put = (next: readonly Weight[]) => {
    const kept = next.filter((each) => each.weight > 0 || named.some(({ version }) => version === each.version))
    editor.set(
      at,
      kept.map(({ version, weight }) => ({ version, weight })),
    )
  }
  return (
    <>
      {versions.length > 1 ? (
        <Weights versions={versions} named={named} was={was} onChange={put} />
      ) : (
        <p className="text-13 text-muted">
          {versions[0] ? `All of them go to ${versions[0]}, its only version.` : 'The service has no version.'}
        </p>
      )}
      {problem && (
        <p role="alert" className="text-12 text-bad">
          {problem}
        </p>
      )}
    </>
  )
}

type Backends = readonly { version: string; weight: number }[]
type WeightsProps = { versions: readonly string[]; named: Backends; was: Backends; onChange: (next: readonly Weight[]) => void }

function Weights({ versions, named, was, onChange }: WeightsProps) {
  const [locked, setLocked] = useState<readonly string[]>([])
  const weights = versions.map(
    (version): Weight => ({
      version,
      weight: named.find((each) => each.version === version)?.weight ?? 0,
      isLocked: locked.includes(version),
    }),
  )
  const unlocked = weights.map((each) => ({ ...each, isLocked: false }))
  const put = (next: readonly Weight[]) => {
    setLocked(next.filter((each) => each.isLocked).map((each) => each.version))
    onChange(next)
  }
  return (
    <WeightsEditor
      weights={weights}
      now={Object.fromEntries(was.map(({ version, weight }) => [version, weight]))}
      onChange={put}
      meaning={(_, percent) => `${percent} %`}
      instances={() => null}
      aside={
        <Segmented
          label="All to one version"
          value={weights.find((each) => each.weight === 100)?.version ?? ''}
          options={versions.map((version) => ({ value: version, label: `all to ${version}` }))}
          onChange={(version) => put(setWeight(unlocked, version, 100))}
        />
      }
    />
  )
}

/** The backends as far as they can be read. */
function backendsOf(value: unknown): { version: string; weight: number }[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((each: unknown) => {
    const [version, weight] = [valueAt(each, ['version']), valueAt(each, ['weight'])]
    return typeof version === 'string' ? [{ version, weight: typeof weight === 'number' ? weight : 0 }] : []
  })
}
