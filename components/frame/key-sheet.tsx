'use client'
import { Fragment } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { KeyHint } from '@/components/ui/key-hint'
import { mainPages } from './pages'

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['?'], 'this list'],
  [['/'], 'Find'],
  [['Ctrl', 'K'], 'search and commands'],
  [['.'], 'pause and resume'],
  [['[', ']'], 'shorter and longer range'],
  [['Esc'], 'close what is open'],
  [['← ↑ → ↓'], 'in the graph: walk along edges'],
  [['Enter'], 'in the graph: open the panel'],
  [['a'], 'on a canary’s page: abort it'],
  [['p'], 'on a canary’s page: pause and resume it'],
]

export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys" sub="None of them fires while you type.">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-13">
        {keys.map(([names, what]) => (
          <Fragment key={what}>
            <dt className="flex gap-1">
              {names.map((name) => (
                <KeyHint key={name}>{name}</KeyHint>
              ))}
            </dt>
            <dd className="text-muted">{what}</dd>
          </Fragment>
        ))}
        {mainPages
          .filter((page) => page.key)
          .map((page) => (
            <Fragment key={page.path}>
              <dt className="flex gap-1">
                <KeyHint>g</KeyHint>
                <KeyHint>{page.key}</KeyHint>
              </dt>
              <dd className="text-muted">{page.name}</dd>
            </Fragment>
          ))}
      </dl>
    </Dialog>
  )
}
