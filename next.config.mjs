/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  // Types are checked once, by `npm run check`; a build does not pay for them again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    'better-sqlite3',
    'pg',
    '@grpc/grpc-js',
    '@prisma/client',
    '@prisma/adapter-better-sqlite3',
    'pino',
    'prom-client',
    'undici',
  ],
  outputFileTracingIncludes: {
    '/**': ['./prisma/sqlite/migrations/**/*', './lib/control-plane/xds/generated/**/*'],
  },
  outputFileTracingExcludes: { '/**': ['./.outrider/**/*', './.cache/**/*', './demo/**/*', './e2e/**/*'] },
}
export default config
