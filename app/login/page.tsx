import { Suspense } from 'react'
import { LoginView } from '@/components/settings/login-view'

export const metadata = { title: 'Log in · Outrider' }

export default function Page() {
  return (
    <Suspense>
      <LoginView />
    </Suspense>
  )
}
