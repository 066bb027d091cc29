'use client'
import { useSortable } from '@dnd-kit/sortable'
import { ArrowDown, ArrowUp, ChevronDown, ChevronRight, CircleAlert, Copy, GripVertical, Trash2, TriangleAlert } from 'lucide-react'
import { memo } from 'react'
import { cx } from '@/components/ui/cx'
import { IconButton } from '@/components/ui/icon-button'
import type { TextProblem } from '@/lib/api/policy/read-policy-text'
import { ruleSchema } from '@/lib/api/policy/rule-schema'
import { showMarks } from '@/lib/mesh/display-name'
import type { Protocol } from '@/lib/mesh/mesh-document'
import type { Policy } from '@/lib/mesh/policy'
import { describeRule } from '@/lib/routing/describe-rule'
import { scalarAt } from './edit-policy-text'
import { RuleForm } from './rule-form'

export type CardActs = {
  toggle: (id: number) => void
  move: (index: number, by: -1 | 1) => void
  duplicate: (index: number) => void
  remove: (index: number) => void
}
type Props = {
  id: number
  index: number
  rule: unknown
  problems: readonly TextProblem[]
  protocol: Protocol
  isOnly: boolean
  isOpen: boolean
  /** The last rule takes what no other took, so it stays last. */
  isPinned: boolean
  canMoveUp: boolean
  canMoveDown: boolean
  base: Policy
  acts: CardActs
}

/**
 * One rule: what it does in plain words, the ways to move it, and its form when it is open. Drawn anew only where something of it is another one, as a policy may
 * have many; its form reads the document itself.
 */
export const RuleCard = memo(function RuleCard(props: Props) {
  const { id, index, rule, problems, isOpen, isPinned, base, acts } = props
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id,
    disabled: isPinned,
  })
  const name = scalarAt(rule, ['name'])
  return (
    <li
      ref={setNodeRef}
      style={{ transform: transform ? `translate3d(${transform.x}px, ${transform.y}px, 0)` : undefined, transition }}
      className={cx(
        'relative rounded-md border bg-panel',
        isOpen ? 'border-line-strong' : 'border-line',
        isDragging && 'z-10 shadow-float',
      )}
    >
      <div className="flex items-start gap-2 px-2 py-2">
        {isPinned ? (
          <span className="w-7 shrink-0 pt-1 text-center text-12 text-faint" title={`The last rule: ${whyLast}`}>
            {index + 1}
          </span>
        ) : (
          <button ref={setActivatorNodeRef} type="button" {...attributes} {...listeners} aria-label={`Drag rule ${name}`} className={grip}>
            <GripVertical size={14} aria-hidden />
          </button>
        )}
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Close' : 'Open'} rule ${name}`}
          onClick={() => acts.toggle(id)}
          className="min-w-0 flex-1 rounded-sm text-left"
        >
          <RuleWords {...props} name={name} />
        </button>
        <CardButtons {...props} name={name} />
      </div>
      {!isOpen && problems.length > 0 && <FirstProblem problems={problems} />}
      {isOpen && <RuleForm index={index} base={base} isLast={isPinned} />}
    </li>
  )
})

const grip = 'flex size-7 shrink-0 cursor-grab touch-none items-center justify-center rounded-md text-faint hover:bg-hover hover:text-text'
const whyLast = 'it takes what no other rule took, so it stays last'

function RuleWords({ rule, name, isOpen, isOnly, protocol }: Pick<Props, 'rule' | 'isOpen' | 'isOnly' | 'protocol'> & { name: string }) {
  const parsed = ruleSchema.safeParse(rule)
  const words = parsed.success ? describeRule(parsed.data, { isOnly, protocol }) : null
  const Arrow = isOpen ? ChevronDown : ChevronRight
  return (
    <>
      <span className="flex items-center gap-1 text-12 text-muted">
        <Arrow size={14} aria-hidden className="shrink-0" />
        <strong className="min-w-0 break-words font-semibold text-text">{name === '' ? 'without a name' : showMarks(name)}</strong>
      </span>
      <span className="mt-0.5 block break-words text-13">
        {words ? showMarks(words.sentence) : 'What it does cannot be said as it stands.'}
      </span>
      {words && words.settings.length > 0 && (
        <span className="mt-1 flex flex-wrap gap-1">
          {words.settings.map((setting) => (
            <span key={setting} className="max-w-full truncate rounded-[999px] border border-line-strong px-2 text-12 text-muted">
              {showMarks(setting)}
            </span>
          ))}
        </span>
      )}
    </>
  )
}

type ButtonProps = Pick<Props, 'index' | 'isPinned' | 'canMoveUp' | 'canMoveDown' | 'acts'> & { name: string }

function CardButtons({ name, index, isPinned, canMoveUp, canMoveDown, acts }: ButtonProps) {
  const canMove = { up: canMoveUp, down: canMoveDown }
  const move = (by: -1 | 1, words: 'up' | 'down') => (
    <IconButton
      label={isPinned ? `Move rule ${name} ${words}: ${whyLast}` : `Move rule ${name} ${words}`}
      aria-disabled={!canMove[words]}
      className={canMove[words] ? '' : 'opacity-50'}
      icon={words === 'up' ? <ArrowUp size={14} aria-hidden /> : <ArrowDown size={14} aria-hidden />}
      onClick={() => canMove[words] && acts.move(index, by)}
    />
  )
  return (
    <span className="flex shrink-0 flex-wrap justify-end max-sm:w-14">
      {move(-1, 'up')}
      {move(1, 'down')}
      <IconButton label={`Duplicate rule ${name}`} icon={<Copy size={14} aria-hidden />} onClick={() => acts.duplicate(index)} />
      <IconButton label={`Remove rule ${name}`} icon={<Trash2 size={14} aria-hidden />} onClick={() => acts.remove(index)} />
    </span>
  )
}

function FirstProblem({ problems }: { problems: readonly TextProblem[] }) {
  const first = problems[0]
  if (!first) return null
  const isError = first.severity === 'error'
  const Icon = isError ? CircleAlert : TriangleAlert
  return (
    <p className={cx('flex items-start gap-1.5 px-3 pb-2 pl-11 text-12', isError ? 'text-bad' : 'text-warn')}>
      <Icon size={14} aria-hidden className="mt-px shrink-0" />
      <span className="min-w-0 break-words">
        {showMarks(first.message)}
        {problems.length > 1 && ` (and ${problems.length - 1} more)`}
      </span>
    </p>
  )
}
