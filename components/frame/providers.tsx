'use client'
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { ThemeProvider } from 'next-themes'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { type ReactNode, useState } from 'react'
import { TooltipProvider } from '@/components/ui/tooltip'
import { ApiError } from '@/lib/api/client'
import { LazyToaster } from './lazy-toaster'
import { LiveProvider } from './live'

/** Everything the pages stand in. `nonce` lets the theme's first script pass the content security policy. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(createClient)
  return (
    <ThemeProvider attribute="class" defaultTheme="system" enableSystem disableTransitionOnChange {...(nonce ? { nonce } : {})}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          <TooltipProvider delayDuration={300} skipDelayDuration={200}>
            {children}
            <LazyToaster />
          </TooltipProvider>
        </NuqsAdapter>
      </QueryClientProvider>
    </ThemeProvider>
  )
}

/** The providers of pages behind the login: they also follow the stream. */
export function LivePages({ children }: { children: ReactNode }) {
  return <LiveProvider>{children}</LiveProvider>
}

function createClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveForLogin }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
        retryDelay: (attempt) => 500 * 2 ** attempt,
      },
    },
  })
}

function leaveForLogin(error: unknown): void {
  if (!(error instanceof ApiError) || error.code !== 'unauthorised' || window.location.pathname === '/login') return
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`)
}
