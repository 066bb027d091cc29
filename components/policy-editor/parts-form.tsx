'use client'
import { Plus, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { useEditor } from './editor-context'
import { useProblem } from './fields-form'
import type { PartSpec } from './part-spec'
import { type Path, valueAt } from './set-at'

type Props = { path: Path; parts: readonly PartSpec[] /** Stands before the buttons that add one. */; label: string }

/** The parts in use, each with its form and a way to take it out; one button for each that could be added, with the driver's reason where it cannot. */
export function PartsForm({ path, parts, label }: Props) {
  const editor = useEditor()
  const [added, setAdded] = useState<string | null>(null)
  const more = useRef<HTMLDivElement>(null)
  const isUsed = (part: PartSpec): boolean => valueAt(editor.value, [...path, part.key]) !== undefined
  const unused = parts.filter((part) => !isUsed(part))
  return (
    <div className="flex flex-col gap-3">
      {parts.filter(isUsed).map((part) => (
        <UsedPart
          key={part.key}
          part={part}
          path={[...path, part.key]}
          takesFocus={added === part.key}
          onRemoved={() => more.current?.focus()}
        />
      ))}
      {unused.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as this row is
        <div ref={more} tabIndex={-1} role="group" aria-label={label} className="flex flex-wrap items-center gap-1.5 outline-none">
          <span className="text-12 text-muted">{label}</span>
          {unused.map((part) => (
            <Button
              key={part.key}
              size="small"
              icon={<Plus size={12} aria-hidden />}
              disabledReason={editor.whyNot(part.feature)}
              onClick={() => {
                setAdded(part.key)
                editor.set([...path, part.key], part.begin(editor))
              }}
            >
              {part.title}
            </Button>
          ))}
        </div>
      )}
    </div>
  )
}

type UsedProps = { part: PartSpec; path: Path; takesFocus: boolean; onRemoved: () => void }

function UsedPart({ part, path, takesFocus, onRemoved }: UsedProps) {
  const editor = useEditor()
  const box = useRef<HTMLFieldSetElement>(null)
  const problem = useProblem(path)
  useEffect(() => {
    if (takesFocus) box.current?.focus()
  }, [takesFocus])
  const remove = (
    <IconButton
      label={`Remove ${part.title}`}
      icon={<X size={14} aria-hidden />}
      onClick={() => {
        editor.set(path, undefined)
        onRemoved()
      }}
    />
  )
  return (
    <fieldset ref={box} tabIndex={-1} className="border-line border-b pb-3 outline-none focus-visible:border-accent">
      <legend className="sr-only">{part.title}</legend>
      {part.isPlain ? (
        <div className="flex items-start gap-2">
          <div className="min-w-0 flex-1">{part.form(path)}</div>
          <span className="pt-6">{remove}</span>
        </div>
      ) : (
        <>
          <div className="mb-1 flex items-center gap-2">
            <span aria-hidden className="text-12 font-semibold">
              {part.title}
            </span>
            {part.note && <span className="min-w-0 text-12 text-faint">{part.note}</span>}
            <span className="flex-1" />
            {remove}
          </div>
          {part.form(path)}
          {problem && (
            <p role="alert" className="mt-2 break-words text-12 text-bad">
              {problem}
            </p>
          )}
        </>
      )}
    </fieldset>
  )
}
