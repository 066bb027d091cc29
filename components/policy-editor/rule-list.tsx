'use client'
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core'
import { arrayMove, SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable'
import { Plus } from 'lucide-react'
import { parseAsArrayOf, parseAsString, useQueryState } from 'nuqs'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Policy } from '@/lib/mesh/policy'
import { alignIds, type NamedIds } from './align-ids'
import { scalarAt } from './edit-policy-text'
import { useEditor } from './editor-context'
import { freeName } from './free-name'
import { RuleCard } from './rule-card'
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
                base={base}
                isOpen={open.has(id)}
                isPinned={index >= movable}
                canMove={{ up: index > 0 && index < movable, down: index < movable - 1 }}
                onToggle={() => setOpen(toggle(open, id))}
                onMove={(by) => move(index, index + by)}
                onDuplicate={() => insert(Math.min(index + 1, movable), copyOf(rule, names))}
                onRemove={() => remove(index)}
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

type SortedProps = {
  ids: readonly number[]
  names: readonly string[]
  onMove: (from: number, to: number) => void
  children: React.ReactNode
}

/** Drags with a pointer or, from the grip, with Space and the arrow keys. */
function SortedCards({ ids, names, onMove, children }: SortedProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  )
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
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy}>
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
  setKnown(next)
  return next.ids
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
