'use client'
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Plus } from 'lucide-react'
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { TextProblem } from '@/lib/api/policy/read-policy-text'
import type { Policy } from '@/lib/mesh/policy'
import { alignIds, type NamedIds } from './align-ids'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import { freeName } from './free-name'
import { type CardActs, RuleCard } from './rule-card'
import { valueAt } from './set-at'

/** The rules as cards in the order in which they are tried: to drag, to move by keyboard, to add, duplicate and remove. */
export function RuleList({ base }: { base: Policy }) {
  const editor = useEditor()
  const { rules, names, ids, movable, move, spoken, insert, remove } = useRules()
  const [open, setOpen] = useOpen(names, ids)
  const add = () => {
    const rule = { name: freeName('rule', names), backends: [{ version: editor.versions.at(-1) ?? '', weight: 100 }] }
    insert(movable, { ...rule, match: { headers: [{ name: '', exact: '' }] } })
    setOpen(new Set([...open, Math.max(0, ...ids) + 1]))
  }
  const acts = useLasting({
    toggle: (id: number) => setOpen(toggle(open, id)),
    move: (index: number, by: -1 | 1) => move(index, index + by),
    duplicate: (index: number) => insert(Math.min(index + 1, movable), copyOf(rules[index], names)),
    remove,
  })
  return (
    <>
      <SortedCards ids={ids} names={names} onMove={move}>
        <ol aria-label="Rules, in the order in which they are tried" className="flex flex-col gap-2">
          {rules.map((rule, index) => {
            const id = ids[index] ?? index
            return (
              <RuleCard
                key={id}
                id={id}
                index={index}
                rule={rule}
                base={base}
                problems={problemsOf(editor.problems, index)}
                protocol={editor.protocol}
                isOnly={rules.length === 1}
                isOpen={open.has(id)}
                isPinned={index >= movable}
                canMoveUp={index > 0 && index < movable}
                canMoveDown={index < movable - 1}
                acts={acts}
              />
            )
          })}
        </ol>
      </SortedCards>
      <p role="status" className="sr-only">
        {spoken}
      </p>
      <Button className="mt-2" icon={<Plus size={14} aria-hidden />} disabledReason={editor.whyNot('match')} onClick={add}>
        Add a rule
      </Button>
    </>
  )
}

/** The rules of the document and the edits of their list. Those before `movable` can be moved: a last rule without a match stays last. */
function useRules() {
  const editor = useEditor()
  const [spoken, setSpoken] = useState('')
  const rules = rulesOf(editor.value)
  const names = rules.map((rule) => scalarAt(rule, ['name']))
  const isPinned = rules.length > 0 && valueAt(rules.at(-1), ['match']) === undefined
  const movable = isPinned ? rules.length - 1 : rules.length
  const set = (next: readonly unknown[]) => editor.set(['rules'], next)
  const move = (from: number, to: number) => {
    if (to < 0 || to >= movable || from >= movable || from === to) return
    set(arrayMove([...rules], from, to))
    setSpoken(`Rule ${names[from]} is now ${to + 1} of ${rules.length}`)
  }
  return {
    rules,
    names,
    ids: useIds(names),
    movable,
    spoken,
    move,
    insert: (at: number, rule: object) => set([...rules.slice(0, at), rule, ...rules.slice(at)]),
    remove: (index: number) => set(rules.filter((_, each) => each !== index)),
  }
}

// Other objects would be other sensors, and all cards drawn anew.
const pointerOptions = { activationConstraint: { distance: 4 } }
const keyboardOptions = { coordinateGetter: sortableKeyboardCoordinates }

type SortedProps = {
  ids: readonly number[]
  names: readonly string[]
  onMove: (from: number, to: number) => void
  children: React.ReactNode
}

/** Drags with a pointer or, from the grip, with Space and the arrow keys. */
function SortedCards({ ids, names, onMove, children }: SortedProps) {
  const sensors = useSensors(useSensor(PointerSensor, pointerOptions), useSensor(KeyboardSensor, keyboardOptions))
  // The same list is the same object: all cards are drawn anew with another one.
  const items = useMemo(() => [...ids], [ids])
  const place = (id: string | number): number => ids.indexOf(Number(id))
  const nameOf = (id: string | number): string => names[place(id)] ?? ''
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over) onMove(place(active.id), place(over.id))
  }
  return (
    <DndContext
      id="rules"
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={onDragEnd}
      accessibility={{
        screenReaderInstructions: {
          draggable: 'Press Space to take the rule, the arrow keys to move it, Space to let it go, Escape to leave it.',
        },
        announcements: {
          onDragStart: ({ active }) => `Rule ${nameOf(active.id)} is taken`,
          onDragOver: ({ active, over }) => (over ? `Rule ${nameOf(active.id)} is over place ${place(over.id) + 1}` : undefined),
          onDragEnd: ({ active, over }) => (over ? `Rule ${nameOf(active.id)} is put at place ${place(over.id) + 1}` : undefined),
          onDragCancel: ({ active }) => `Rule ${nameOf(active.id)} is back at its place`,
        },
      }}
    >
      <SortableContext items={items} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  )
}

/** Which cards are open; their rules' names stand in the address. */
function useOpen(names: readonly string[], ids: readonly number[]) {
  const [addressed, setAddressed] = useQueryState('rule', parseAsArrayOf(parseAsString).withDefault([]))
  const [open, setOpen] = useState<ReadonlySet<number>>(() => new Set(ids.filter((_, index) => addressed.includes(names[index] ?? ''))))
  const put = (next: ReadonlySet<number>) => {
    setOpen(next)
    const shown = names.filter((_, index) => next.has(ids[index] ?? 0))
    void setAddressed(shown.length === 0 ? null : shown)
  }
  return [open, put] as const
}

/** Ids that follow the rules through every edit, also those in the YAML. */
function useIds(names: readonly string[]): readonly number[] {
  const [known, setKnown] = useState<NamedIds>(() => alignIds({ names: [], ids: [] }, names))
  if (known.names.length === names.length && names.every((name, index) => known.names[index] === name)) return known.ids
  const next = alignIds(known, names)
  const isSame = next.ids.length === known.ids.length && next.ids.every((id, index) => known.ids[index] === id)
  const ids = isSame ? known.ids : next.ids
  setKnown({ names, ids })
  return ids
}

/** Acts that stay the same objects and do what the newest ones do, so that a card need not be drawn anew for them. */
function useLasting(newest: CardActs): CardActs {
  const latest = useRef(newest)
  useLayoutEffect(() => {
    latest.current = newest
  })
  return useMemo(
    () => ({
      toggle: (id) => latest.current.toggle(id),
      move: (index, by) => latest.current.move(index, by),
      duplicate: (index) => latest.current.duplicate(index),
      remove: (index) => latest.current.remove(index),
    }),
    [],
  )
}

const none: readonly TextProblem[] = []
function problemsOf(problems: readonly TextProblem[], index: number): readonly TextProblem[] {
  const own = problems.filter(({ path }) => path === `rules[${index}]` || path.startsWith(`rules[${index}].`))
  return own.length === 0 ? none : own
}

const rulesOf = (value: unknown): readonly unknown[] => {
  const rules = valueAt(value, ['rules'])
  return Array.isArray(rules) ? rules : []
}

function copyOf(rule: unknown, names: readonly string[]): object {
  const fields = typeof rule === 'object' && rule !== null ? rule : {}
  return { ...fields, name: freeName(scalarAt(rule, ['name']) || 'rule', names) }
}

function toggle(open: ReadonlySet<number>, id: number): ReadonlySet<number> {
  const next = new Set(open)
  if (!next.delete(id)) next.add(id)
  return next
}
