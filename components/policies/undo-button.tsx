'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { failedWrite } from '@/components/frame/failed-write'
import { say } from '@/components/frame/say'
import { Button, type ButtonSize } from '@/components/ui/button'
import type { ChangeWire } from '@/lib/api/changes'
import { undoChange } from '@/lib/api/changes-queries'
import { refreshSteering } from './use-shift'
import { shiftedVersion, weightsOf } from './weights-of'

type Props = {
  change: ChangeWire
  size?: ButtonSize /** Says what undoing brings back. */
  isLong?: boolean
  onUndone?: (undoing: ChangeWire) => void
}

/** One click back: a new change that restores what was before. It stays on the change for ever. */
export function UndoButton({ change, size = 'medium', isLong, onUndone }: Props) {
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => undoChange(change.id, `undo: ${change.sentence}`.slice(0, 2000)),
    onSuccess: (undoing) => {
      say.done(`Undone: ${undoing.sentence}`)
      onUndone?.(undoing)
    },
    onError: (error) => say.failed(failedWrite('It was not undone', error)),
    onSettled: () => refreshSteering(client),
  })
  const reason = change.undoneBy
    ? 'It was undone already'
    : change.before === null
      ? 'It was the first policy; there is nothing before it'
      : null
  return (
    <Button size={size} icon={<Undo2 size={14} aria-hidden />} disabledReason={reason} busy={undo.isPending} onClick={() => undo.mutate()}>
      {isLong ? `Undo${backTo(change)}` : 'Undo'}
    </Button>
  )
}

/** `: back to v2 10 %`, where it was a shift. */
function backTo(change: ChangeWire): string {
  if (!change.before) return ''
  const before = weightsOf(change.before, [])
  const after = weightsOf(change.after, Object.keys(before))
  const version = shiftedVersion(before, after)
  return version === null || before[version] === after[version] ? '' : `: back to ${version} ${before[version] ?? 0} %`
}
