/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
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
