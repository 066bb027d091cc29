'use client'
import { Boxes, FlaskConical, History, ListChecks, Menu as MenuIcon, Server, Settings, Split } from 'lucide-react'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { cx } from '@/components/ui/cx'
import { Menu } from '@/components/ui/menu'
import { asRoute } from './as-route'
import { useFrameCounts } from './use-frame-counts'

const entries = [
  { path: '/', name: 'Problems', icon: ListChecks },
  { path: '/services', name: 'Services', icon: Boxes },
  { path: '/canaries', name: 'Canaries', icon: Split },
  { path: '/faults', name: 'Faults', icon: FlaskConical },
] as const

const dots = { warn: 'bg-warn-mark', bad: 'bg-bad-mark', fault: 'bg-fault', canary: 'bg-canary' }

/** The rail of small screens: 64 px, five entries. */
export function BottomBar() {
  const pathname = usePathname()
  const router = useRouter()
  const counts = useFrameCounts()
  const looks = 'flex h-16 min-w-0 flex-1 flex-col items-center justify-center gap-1 text-11'
  return (
    <nav aria-label="Pages" className="hidden shrink-0 border-line border-t bg-panel max-sm:flex">
      {entries.map(({ path, name, icon: Icon }) => {
        const current = path === '/' ? pathname === '/' : pathname.startsWith(path)
        const count = counts[path]
        return (
          <Link
            prefetch={false}
            key={path}
            href={asRoute(path)}
            aria-current={current ? 'page' : undefined}
            className={cx(looks, current ? 'font-semibold text-text' : 'text-muted')}
          >
            <span className="relative">
              <Icon size={20} aria-hidden />
              {count && count.tone !== 'faint' && (
                <span aria-hidden className={cx('absolute -top-1 -right-2 size-2 rounded-[9px]', dots[count.tone])} />
              )}
            </span>
            {name}
          </Link>
        )
      })}
      <Menu
        align="end"
        trigger={
          <button type="button" className={cx(looks, 'text-muted')}>
            <MenuIcon size={20} aria-hidden />
            More
          </button>
        }
        items={[
          { label: 'Changes', icon: <History size={16} aria-hidden />, onSelect: () => router.push(asRoute('/changes')) },
          { label: 'Proxies', icon: <Server size={16} aria-hidden />, onSelect: () => router.push(asRoute('/proxies')) },
          { label: 'Settings', icon: <Settings size={16} aria-hidden />, onSelect: () => router.push(asRoute('/settings')) },
        ]}
      />
    </nav>
  )
}
