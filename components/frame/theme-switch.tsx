'use client'
import { Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { IconButton } from '@/components/ui/icon-button'

export function ThemeSwitch() {
  const { resolvedTheme, setTheme } = useTheme()
  // The server does not know the theme; both icons are there and the class on the page shows one.
  return (
    <IconButton
      label="Light or dark"
      onClick={() => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark')}
      icon={
        <>
          <Sun size={16} aria-hidden className="dark:hidden" />
          <Moon size={16} aria-hidden className="hidden dark:block" />
        </>
      }
    />
  )
}
