declare var MonacoEnvironment: { getWorker(id: string, label: string): Worker }

declare module '*.js?worker' {
  const Worker: new () => globalThis.Worker
  export default Worker
}
