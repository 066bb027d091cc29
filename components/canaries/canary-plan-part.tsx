import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Segmented } from '@/components/ui/segmented'
import { SheetSection } from '@/components/ui/sheet-section'
import type { CanaryDraft, DraftProblem } from './canary-draft'
import { presetNames, presetWords } from './preset-words'

const onWorseOptions = [
  { value: 'rollback', label: 'roll back', hint: 'to 0 %, by itself' },
  { value: 'hold', label: 'hold', hint: 'keeps its weight until a person decides' },
  { value: 'shrink', label: 'go back one step', hint: 'to the former step, once; then it holds' },
] as const
const firstOptions = [
  { value: 'weights', label: 'a weight', hint: 'requests of users, from the first step on' },
  { value: 'copies', label: 'copies', hint: 'of 10 % of the requests; nobody sees the answers, and a person goes on' },
  { value: 'cohort', label: 'one header', hint: 'all requests with it, and no other; a person goes on' },
] as const
const presetOptions = presetNames.map((value) => ({ value, label: value }))

/** How carefully it goes, and what happens when it is shown to be worse. */
type Props = { draft: CanaryDraft; onChange: (change: Partial<CanaryDraft>) => void; problem: DraftProblem | null }

export function CanaryPlanPart({ draft, onChange, problem }: Props) {
  return (
    <SheetSection title="Plan">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-3">
        <div>
          <p className="mb-1 text-12 font-semibold">Preset</p>
          <Segmented size="large" label="Preset" value={draft.preset} options={presetOptions} onChange={(preset) => onChange({ preset })} />
        </div>
        <div>
          <p className="mb-1 text-12 font-semibold">When it is worse</p>
          <Segmented
            size="large"
            label="When it is worse"
            value={draft.onWorse}
            options={onWorseOptions}
            onChange={(onWorse) => onChange({ onWorse })}
          />
        </div>
        <div>
          <p className="mb-1 text-12 font-semibold">It begins with</p>
          <Segmented
            size="large"
            label="It begins with"
            value={draft.first}
            options={firstOptions}
            onChange={(first) => onChange({ first })}
          />
        </div>
      </div>
      {draft.first === 'cohort' && (
        <Field
          label="Header of the cohort"
          help="A name and a value, e.g. x-tester: yes."
          error={problem?.field === 'cohort' ? problem.text : null}
        >
          {(aria) => (
            <Input
              {...aria}
              placeholder="x-tester: yes"
              value={draft.cohort}
              invalid={problem?.field === 'cohort'}
              onChange={(event) => onChange({ cohort: event.target.value })}
              boxClassName="w-full"
            />
          )}
        </Field>
      )}
      <p className="mt-2 text-12 text-muted">{presetWords(draft.preset)}.</p>
    </SheetSection>
  )
}
