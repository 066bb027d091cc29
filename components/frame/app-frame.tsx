'use client'
import dynamic from 'next/dynamic'
import { type ReactNode, Suspense, useCallback, useState } from 'react'
import { BannerRow } from './banner-row'
import { BottomBar } from './bottom-bar'
import { LivePages } from './providers'
import { Rail } from './rail'
import { TopBar } from './top-bar'
import { useShortcuts } from './use-shortcuts'

const KeySheet = dynamic(() => import('./key-sheet').then((module) => module.KeySheet), { ssr: false })
const Palette = dynamic(() => import('./palette'), { ssr: false })

/** Rail, top bar, banners, and the page in between. The page scrolls; the frame does not. */
export function AppFrame({ children }: { children: ReactNode }) {
  return (
    <Suspense>
      <LivePages>
        <Frame>{children}</Frame>
      </LivePages>
    </Suspense>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const [palette, setPalette] = useState<'never' | 'open' | 'closed'>('never')
  const [keys, setKeys] = useState(false)
  const openPalette = useCallback(() => setPalette('open'), [])
  const openKeys = useCallback(() => setKeys(true), [])
  useShortcuts(openPalette, openKeys)
  return (
    <div className="flex h-dvh overflow-hidden">
      <a
        href="#page"
        className="sr-only z-60 rounded-md bg-raised px-3 py-2 focus-visible:not-sr-only focus-visible:fixed focus-visible:top-2 focus-visible:left-2"
      >
        Skip to the page
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onPalette={openPalette} />
        <BannerRow />
        <main id="page" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          {children}
        </main>
        <BottomBar />
      </div>
      {palette !== 'never' && <Palette open={palette === 'open'} onClose={() => setPalette('closed')} onKeys={openKeys} />}
      {keys && <KeySheet open onClose={() => setKeys(false)} />}
    </div>
  )
}
