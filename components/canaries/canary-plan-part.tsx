import { Segmented } from '@/components/ui/segmented'
import { SheetSection } from '@/components/ui/sheet-section'
import type { CanaryDraft } from './canary-draft'
import { presetNames, presetWords } from './preset-words'

const onWorseOptions = [
  { value: 'rollback', label: 'roll back', hint: 'to 0 %, by itself' },
  { value: 'hold', label: 'hold', hint: 'keeps its weight until a person decides' },
  { value: 'shrink', label: 'go back one step', hint: 'to the former step, once; then it holds' },
] as const
const presetOptions = presetNames.map((value) => ({ value, label: value }))

/** How carefully it goes, and what happens when it is shown to be worse. */
export function CanaryPlanPart({ draft, onChange }: { draft: CanaryDraft; onChange: (change: Partial<CanaryDraft>) => void }) {
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
      </div>
      <p className="mt-2 text-12 text-muted">{presetWords(draft.preset)}.</p>
    </SheetSection>
  )
}
