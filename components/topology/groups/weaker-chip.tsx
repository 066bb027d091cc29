'use client'
import { formatPlural } from '@/lib/mesh/format'

type Props = { drawn: number; weaker: number; isAll: boolean; onShow: (all: boolean) => void }

/** Says how many edges are not drawn, and draws them on demand: nothing is cut in silence. */
export function WeakerChip({ drawn, weaker, isAll, onShow }: Props) {
  if (weaker === 0 && !isAll) return null
  return (
    <p className="whitespace-nowrap rounded-md border border-line bg-panel px-3 py-1 text-12 text-muted">
      {isAll
        ? `all ${formatPlural(drawn, 'edge')} drawn`
        : `${formatPlural(drawn, 'edge')} drawn, ${weaker} weaker ${weaker === 1 ? 'one' : 'ones'} not`}
      <button type="button" onClick={() => onShow(!isAll)} className="ml-2 text-accent hover:underline">
        {isAll ? 'only the strongest' : 'show'}
      </button>
    </p>
  )
}
