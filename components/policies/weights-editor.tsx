'use client'
import { Lock, LockOpen } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, type RefObject, useRef } from 'react'
import { cx } from '@/components/ui/cx'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { ShareBar } from '@/components/ui/share-bar'
import { displayName } from '@/lib/mesh/display-name'
import { moveJoint, setWeight, type Weight } from './balance-weights'
import type { Weights } from './weights-of'

type Props = {
  weights: readonly Weight[]
  now: Weights
  /** What a version's share means at the present traffic: "35.5 rps on 1". */
  meaning: (version: string, percent: number) => string
  instances: (version: string) => number | null
  onChange: (weights: Weight[]) => void
  /** Stands at the right of the last version: quick steps. */
  aside?: ReactNode
}

/** Now above Planned; joints to drag, numbers to type, a lock each. Whatever is done, the sum is 100. */
export function WeightsEditor({ weights, now, meaning, instances, onChange, aside }: Props) {
  const newest = weights.at(-1)?.version
  return (
    <div className="grid grid-cols-[72px_1fr] items-center gap-x-3 gap-y-2.5 max-sm:grid-cols-1">
      <span className="text-12 text-muted">Now</span>
      <ShareBar
        label="Now"
        shares={weights.map(({ version }) => ({
          name: displayName(version, 16),
          percent: now[version] ?? 0,
          tone: version === newest ? 'newer' : 'older',
        }))}
      />
      <span className="text-12 font-semibold">Planned</span>
      <PlannedBar weights={weights} meaning={meaning} onChange={onChange} />
      {weights.map((each) => (
        <WeightRow
          key={each.version}
          weight={each}
          isNewest={each.version === newest && weights.length > 1}
          was={now[each.version] ?? 0}
          instances={instances(each.version)}
          aside={each.version === newest ? aside : null}
          onSet={(value) => onChange(setWeight(weights, each.version, value))}
          onLock={() =>
            onChange(weights.map((other) => (other.version === each.version ? { ...other, isLocked: !other.isLocked } : other)))
          }
        />
      ))}
    </div>
  )
}

type RowProps = {
  weight: Weight
  isNewest: boolean
  was: number
  instances: number | null
  aside: ReactNode
  onSet: (value: number) => void
  onLock: () => void
}

function WeightRow({ weight, isNewest, was, instances, aside, onSet, onLock }: RowProps) {
  const name = displayName(weight.version, 20)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = stepOf(event)
    if (step === 0) return
    event.preventDefault()
    onSet(weight.weight + step)
  }
  return (
    <>
      <span className={cx('text-13 font-semibold', isNewest && 'text-canary')}>
        {name} {instances !== null && <span className="font-normal text-faint">×{instances}</span>}
      </span>
      <span className="flex flex-wrap items-center gap-3">
        <Input
          aria-label={`Weight of ${name}, per cent`}
          inputMode="numeric"
          value={weight.weight}
          disabled={weight.isLocked}
          onChange={(event) => {
            const value = Number(event.target.value)
            if (Number.isFinite(value)) onSet(value)
          }}
          onKeyDown={onKeyDown}
          unit="%"
          boxClassName="w-27"
          className="font-semibold"
        />
        <IconButton
          label={weight.isLocked ? `Unlock ${name}` : `Lock ${name} at ${weight.weight} %`}
          pressed={weight.isLocked}
          onClick={onLock}
          icon={weight.isLocked ? <Lock size={14} aria-hidden /> : <LockOpen size={14} aria-hidden />}
        />
        <span className="text-12 text-muted">{was === weight.weight ? 'unchanged' : `was ${was}`}</span>
        {aside && <span className="ml-auto">{aside}</span>}
      </span>
    </>
  )
}

function stepOf(event: KeyboardEvent): number {
  const size = event.shiftKey ? 10 : 1
  if (event.key === 'ArrowUp' || event.key === 'ArrowRight') return size
  return event.key === 'ArrowDown' || event.key === 'ArrowLeft' ? -size : 0
}

function PlannedBar({ weights, meaning, onChange }: Pick<Props, 'weights' | 'meaning' | 'onChange'>) {
  const bar = useRef<HTMLDivElement>(null)
  const newest = weights.at(-1)?.version
  let left = 0
  const joints = weights.slice(0, -1).map((each, index) => {
    left += each.weight
    return { index, at: left }
  })
  return (
    <div ref={bar} className="relative my-1.5 flex h-8 touch-none select-none rounded-input border border-line-strong">
      {weights.map((each) => (
        <span
          key={each.version}
          style={{ width: `${each.weight}%` }}
          className={cx(
            'flex items-center gap-2 overflow-hidden whitespace-nowrap text-12',
            each.weight > 0 && 'px-2.5',
            each.version === newest && weights.length > 1 ? 'bg-canary-tint text-canary' : 'bg-hover',
          )}
        >
          <strong>{displayName(each.version, 16)}</strong> {meaning(each.version, each.weight)}
        </span>
      ))}
      {joints.map((joint) => (
        <Joint key={joint.index} {...joint} bar={bar} weights={weights} onChange={onChange} />
      ))}
    </div>
  )
}

type JointProps = {
  index: number
  at: number
  bar: RefObject<HTMLDivElement | null>
  weights: readonly Weight[]
  onChange: (weights: Weight[]) => void
}

/** 14 px to take hold of; arrow keys move it by 1, with shift by 10. */
function Joint({ index, at, bar, weights, onChange }: JointProps) {
  const left = weights[index]
  const right = weights[index + 1]
  const isStuck = Boolean(left?.isLocked || right?.isLocked)
  const move = (by: number) => {
    if (!isStuck) onChange(moveJoint(weights, index, by))
  }
  const drag = (event: PointerEvent) => {
    const box = bar.current?.getBoundingClientRect()
    if (box && event.buttons === 1) move(((event.clientX - box.left) / box.width) * 100 - at)
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Joint between ${displayName(left?.version ?? '')} and ${displayName(right?.version ?? '')}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={at}
      aria-disabled={isStuck || undefined}
      style={{ left: `${at}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = stepOf(event)
        if (step === 0) return
        event.preventDefault()
        move(step)
      }}
      className={cx(
        'absolute -top-1.5 -bottom-1.5 flex w-3.5 -translate-x-1/2 items-center justify-center rounded-input border bg-panel',
        isStuck ? 'cursor-not-allowed border-line-strong' : 'cursor-ew-resize border-accent',
      )}
    >
      <span aria-hidden className="h-3 w-1 border-accent border-x" />
    </div>
  )
}
