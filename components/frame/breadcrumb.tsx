'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { canaryQuery } from '@/lib/api/canaries-queries'
import { displayName } from '@/lib/mesh/display-name'
import { asRoute } from './as-route'
import { canaryTarget } from './canary-words'
import { isCurrent, mainPages, settingsPage } from './pages'

/** Where one is: page, then the thing on it, from the path. */
export function Breadcrumb() {
  const pathname = usePathname()
  const page = [...mainPages, settingsPage].find((each) => isCurrent(each, pathname))
  const rest = page && page.path !== '/' ? pathname.slice(page.path.length + 1) : ''
  const thing = rest === '' ? null : rest.split('/').map(decode).join('/')
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 text-13 max-sm:hidden">
      <ol className="flex min-w-0 items-center gap-2">
        <li className={thing ? 'text-muted' : 'font-semibold'}>
          {page && thing ? (
            <Link prefetch={false} href={asRoute(page.path)} className="hover:text-text">
              {page.name}
            </Link>
          ) : (
            (page?.name ?? 'Outrider')
          )}
        </li>
        {thing && (
          <>
            <li aria-hidden className="text-faint">
              /
            </li>
            <li className="min-w-0 truncate font-semibold" title={thing}>
              {page?.path === '/canaries' ? <CanaryName id={thing} /> : displayName(thing)}
            </li>
          </>
        )}
      </ol>
    </nav>
  )
}

/** What the page has read already; its id until then. */
function CanaryName({ id }: { id: string }) {
  const canary = useQuery({ ...canaryQuery(id), enabled: false }).data
  return canary ? canaryTarget(canary) : displayName(id)
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
