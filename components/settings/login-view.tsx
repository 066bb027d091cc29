'use client'
import { useMutation } from '@tanstack/react-query'
import { useSearchParams } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Mark } from '@/components/frame/mark'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { logIn } from '@/lib/api/health-queries'
import { safeNext } from './safe-next'

/** Asks for the token; no data stands behind it before. */
export function LoginView() {
  const next = safeNext(useSearchParams().get('next'))
  const [token, setToken] = useState('')
  const login = useMutation({ mutationFn: () => logIn(token), onSuccess: () => window.location.assign(next) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token !== '') login.mutate()
  }
  return (
    <main className="flex min-h-dvh items-center justify-center p-6">
      <form onSubmit={submit} className="w-full max-w-80">
        <p className="mb-6 flex items-center gap-2.5 text-15 font-semibold">
          <Mark />
          Outrider
        </p>
        <h1 className="mb-4 text-20 font-semibold">Log in</h1>
        <Field label="Token" error={login.error?.message} help="The value of OUTRIDER_TOKEN, as its operator set it.">
          {(aria) => (
            <Input
              {...aria}
              type="password"
              autoComplete="current-password"
              required
              size="touch"
              value={token}
              invalid={login.isError}
              onChange={(event) => {
                login.reset()
                setToken(event.target.value)
              }}
              boxClassName="w-full"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="touch" className="mt-4 w-full" busy={login.isPending || login.isSuccess}>
          Log in
        </Button>
      </form>
    </main>
  )
}
