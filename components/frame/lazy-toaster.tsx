'use client'
import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'

const Toaster = dynamic(() => import('sonner').then((module) => module.Toaster), { ssr: false })

/** The corner where `say` speaks; loaded when the page has settled. */
export function LazyToaster() {
  const [isSettled, setIsSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSettled(true), 500)
    return () => clearTimeout(timer)
  }, [])
  return isSettled ? <Toaster position="bottom-left" theme="system" toastOptions={{ className: 'text-13' }} /> : null
}
