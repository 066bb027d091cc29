'use client'
import { SectionTitle } from '@/components/ui/sheet-section'
import type { Policy } from '@/lib/mesh/policy'
import { useEditor } from './editor-context'
import { OneField, useProblem } from './fields-form'
import { matchParts } from './match-parts'
import { PartsForm } from './parts-form'
import { ruleParts } from './rule-parts'
import { valueAt } from './set-at'
import { TargetPart } from './target-part'

type Props = { index: number; base: Policy; isLast: boolean }

/** A rule part by part: whom it takes, where they go, what else it does. It edits the document itself; what has no field here stays in it. */
export function RuleForm({ index, base, isLast }: Props) {
  const path = ['rules', index]
  const editor = useEditor()
  const isNarrowed = valueAt(editor.value, [...path, 'match']) !== undefined
  return (
    <div className="flex flex-col gap-4 border-line border-t px-3 py-3">
      <OwnProblem path={path} />
      <OneField path={[...path, 'name']} spec={{ label: 'Name', kind: 'text', placeholder: 'testers' }} />
      <div>
        <SectionTitle
          title={editor.protocol === 'tcp' ? 'Which connections' : 'Which requests'}
          note={isNarrowed ? 'all of these must hold' : 'every one'}
          level={3}
        />
        {isLast && !isNarrowed ? (
          <p className="text-12 text-muted">What no rule before it took. The last rule has no match.</p>
        ) : (
          <>
            <OwnProblem path={[...path, 'match']} />
            <PartsForm path={[...path, 'match']} parts={matchParts} label="Narrow by" />
          </>
        )}
      </div>
      <div>
        <SectionTitle title="Where they go" level={3} />
        <TargetPart path={path} base={base} />
      </div>
      <div>
        <SectionTitle title="On the way" level={3} />
        <PartsForm path={path} parts={ruleParts} label="Add" />
      </div>
    </div>
  )
}

function OwnProblem({ path }: { path: (string | number)[] }) {
  const problem = useProblem(path)
  if (!problem) return null
  return (
    <p role="alert" className="mb-2 break-words text-12 text-bad">
      {problem}
    </p>
  )
}
