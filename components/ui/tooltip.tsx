'use client'
import * as Slot from 'radix-ui/slot'
import {
  createContext,
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react'
import { TooltipBubble, type TooltipSide } from './tooltip-bubble'

type Delays = { openMs: number; skipMs: number; closedAt: { current: number } }
const DelayContext = createContext<Delays>({ openMs: 300, skipMs: 200, closedAt: { current: Number.NEGATIVE_INFINITY } })

/** How long a pointer rests before a hint opens, and for how long after one has closed the next opens at once. */
export function TooltipProvider({
  delayDuration = 300,
  skipDelayDuration = 200,
  children,
}: {
  delayDuration?: number
  skipDelayDuration?: number
  children: ReactNode
}) {
  const closedAt = useRef(Number.NEGATIVE_INFINITY)
  const delays = useMemo(() => ({ openMs: delayDuration, skipMs: skipDelayDuration, closedAt }), [delayDuration, skipDelayDuration])
  return <DelayContext value={delays}>{children}</DelayContext>
}

type Props = { text: ReactNode; side?: TooltipSide; children: ReactNode }

/** A hint on hover and on keyboard focus; the pointer may move onto it, Esc closes it. Wraps one element that takes a ref; without text it stands alone. */
export function Tooltip({ text, side = 'bottom', children }: Props) {
  const id = useId()
  const { anchor, open, closeSoon, close } = useHint()
  const isEmpty = text === undefined || text === null || text === ''
  return (
    <>
      <Slot.Root
        {...(anchor && !isEmpty ? { 'aria-describedby': id } : {})}
        onPointerEnter={(event: PointerEvent<HTMLElement>) => {
          if (event.pointerType !== 'touch') open(event.currentTarget, 'later')
        }}
        onPointerLeave={closeSoon}
        onPointerDown={close}
        onFocus={(event: FocusEvent<HTMLElement>) => {
          if (event.currentTarget.matches(':focus-visible')) open(event.currentTarget, 'now')
        }}
        onBlur={close}
      >
        {children}
      </Slot.Root>
      {anchor && !isEmpty && (
        <TooltipBubble id={id} anchor={anchor} side={side} onEnter={() => open(anchor, 'now')} onLeave={closeSoon}>
          {text}
        </TooltipBubble>
      )}
    </>
  )
}

const graceMs = 120

/** What the hint is on, while it is open. */
function useHint() {
  const { openMs, skipMs, closedAt } = useContext(DelayContext)
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const hand = useMemo(() => {
    const close = () => {
      clearTimeout(timer.current)
      setAnchor((former) => {
        if (former) closedAt.current = performance.now()
        return null
      })
    }
    return {
      close,
      closeSoon: () => {
        clearTimeout(timer.current)
        timer.current = setTimeout(close, graceMs)
      },
      open: (element: HTMLElement, when: 'now' | 'later') => {
        clearTimeout(timer.current)
        if (when === 'now' || performance.now() - closedAt.current < skipMs) setAnchor(element)
        else timer.current = setTimeout(() => setAnchor(element), openMs)
      },
    }
  }, [openMs, skipMs, closedAt])
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (!anchor) return
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && hand.close()
    window.addEventListener('keydown', onKeyDown)
    // What it points at moves away under it.
    window.addEventListener('scroll', hand.close, true)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('scroll', hand.close, true)
    }
  }, [anchor, hand])
  return { anchor, ...hand }
}
