'use client'
import { usePathname } from 'next/navigation'
import { asRoute } from '@/components/frame/as-route'
import { Missing } from './missing'
import { Name } from './name'
import { usePageTitle } from './use-page-title'

export function NoSuchPage() {
  const pathname = usePathname()
  usePageTitle('No such page')
  return (
    <Missing title="There is no such page" href={asRoute('/')} words="Go to the topology">
      <Name text={pathname} className="font-mono text-12" /> leads nowhere. Services, proxies, faults and changes have pages of their own;
      Ctrl K finds them by name.
    </Missing>
  )
}
