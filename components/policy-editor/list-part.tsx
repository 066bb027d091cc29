'use client'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { useEditor } from './editor-context'
import { useProblem } from './fields-form'
import { type Path, valueAt } from './set-at'

type Props = {
  path: Path
  /** What one of it is called: "header". */
  what: string
  begin: unknown
  row: (path: Path, index: number) => ReactNode
}

/** A list of a part: a row each, add and remove. The last one removed takes the list out of the document. */
export function ListPart({ path, what, begin, row }: Props) {
  const editor = useEditor()
  const own = useProblem(path)
  const at = valueAt(editor.value, path)
  const items = Array.isArray(at) ? at : []
  return (
    <div className="flex flex-col gap-2">
      {items.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own while they are written
        <div key={index} className="flex items-start gap-2 border-line border-b pb-2 last-of-type:border-b-0">
          <div className="min-w-0 flex-1">{row([...path, index], index)}</div>
          <IconButton
            label={`Remove ${what} ${index + 1}`}
            icon={<X size={14} aria-hidden />}
            onClick={() => editor.set([...path, index], undefined)}
          />
        </div>
      ))}
      {own && (
        <p role="alert" className="text-12 text-bad">
          {own}
        </p>
      )}
      <Button
        size="small"
        variant="quiet"
        className="self-start"
        icon={<Plus size={12} aria-hidden />}
        onClick={() => editor.set([...path, items.length], begin)}
      >
        Add a {what}
      </Button>
    </div>
  )
}
