import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { licences } from './licences.ts'

const { page, worker } = licences()

export default defineConfig({
  base: '/graphiql/',
  plugins: [react(), page],
  worker: { format: 'es', plugins: () => [worker] },
  build: {
    outDir: 'build', // ci compresses it into dist
    target: 'es2023',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000, // kB; a test of Go holds what is transferred
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  test: { include: ['test/**/*.test.ts'] },
})
