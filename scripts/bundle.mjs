import { fileURLToPath } from 'node:url'

/** Bundles one TypeScript entry of ours into one file for Node; packages stay imports. Call after set-up. */
export async function bundle(entry, outfile) {
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
    // The database client is generated as ES modules that still look for __dirname.
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  })
}
