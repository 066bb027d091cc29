import { Boxes, FlaskConical, History, type LucideIcon, Network, Server, Settings, Split } from 'lucide-react'

export type Page = { path: string; name: string; icon: LucideIcon; key: string | null }

export const mainPages: readonly Page[] = [
  { path: '/', name: 'Topology', icon: Network, key: 't' },
  { path: '/services', name: 'Services', icon: Boxes, key: 's' },
  { path: '/canaries', name: 'Canaries', icon: Split, key: 'c' },
  { path: '/faults', name: 'Faults', icon: FlaskConical, key: 'f' },
  { path: '/changes', name: 'Changes', icon: History, key: 'h' },
  { path: '/proxies', name: 'Proxies', icon: Server, key: 'p' },
]
export const settingsPage: Page = { path: '/settings', name: 'Settings', icon: Settings, key: null }

/** Whether `pathname` is the page or below it. */
export const isCurrent = (page: Page, pathname: string): boolean =>
  page.path === '/' ? pathname === '/' : pathname === page.path || pathname.startsWith(`${page.path}/`)
