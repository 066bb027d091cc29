import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'
import { demo } from './support'

const limitBytes = 250_000

test('the first page asks for at most 250 kB of JavaScript, compressed, and not for the graph or chart libraries', async () => {
  const { url } = demo()
  const page = await (await fetch(url)).text()
  // What only a browser without modules would ask for is nobody's first page.
  const tags = [...page.matchAll(/<script[^>]+src="([^"]+[.]js[^"]*)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  const paths = [...new Set(tags.map(([, path = '']) => path))]
  expect(paths.length).toBeGreaterThan(3)
  const scripts = await Promise.all(paths.map(async (path) => ({ path, text: await (await fetch(url + path)).text() })))
  const sizes = scripts.map(({ path, text }) => ({ path, bytes: gzipSync(text).length })).sort((a, b) => b.bytes - a.bytes)
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
  const listed = sizes.map(({ path, bytes }) => `${(bytes / 1000).toFixed(1)} kB ${path}`).join('\n')
  console.log(`first page: ${(total / 1000).toFixed(1)} kB of JavaScript in ${sizes.length} files, compressed`)
  expect(total, listed).toBeLessThanOrEqual(limitBytes)
  for (const { path, text } of scripts) {
    expect(text.includes('cytoscape'), `${path} holds the graph library`).toBe(false)
    expect(text.includes('recharts'), `${path} holds the chart library`).toBe(false)
  }
})
