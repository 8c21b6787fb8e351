// The licences of what a build contains, as a file of the build.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'

/** A package with the words of its licence. */
interface Licensed {
  name: string
  version: string
  licence: string
  text: string
}

/** Two plugins that share what they see: one for the page, which writes the file, one for its workers. */
export function licences(): { page: Plugin; worker: Plugin } {
  const folders = new Set<string>()
  const see = (id: string) => {
    const folder = folderOf(id)
    if (folder) folders.add(folder)
  }
  return {
    worker: {
      name: 'licences-of-workers',
      generateBundle(_, bundle) {
        for (const each of Object.values(bundle)) if (each.type === 'chunk') each.moduleIds.forEach(see)
      },
    },
    page: {
      name: 'licences',
      generateBundle(_, bundle) {
        for (const each of Object.values(bundle)) if (each.type === 'chunk') each.moduleIds.forEach(see)
        for (const id of this.getModuleIds()) if (id.endsWith('.css')) see(id)
        this.emitFile({ type: 'asset', fileName: 'licences.txt', source: textOf([...folders].map(read)) })
      },
    },
  }
}

/** The folder of the package that a module belongs to; undefined where it is ours. */
function folderOf(id: string): string | undefined {
  const match = /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)
  return match?.[1]
}

function read(folder: string): Licensed {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
  }
  const files = readdirSync(folder)
    .filter((each) => /^(licen[cs]e|copying|notice|thirdpartynotices)/i.test(each))
    .sort()
  // Packages of one repository may leave the file to the one that they are built from.
  const texts = files.length > 0 ? files.map((each) => readFileSync(join(folder, each), 'utf8').trim()) : [siblingLicence(folder)]
  if (!license && texts.every((each) => !each)) throw new Error(`${name} says nothing of its licence`)
  return { name, version, licence: license ?? 'see below', text: texts.join('\n\n') }
}

/** The licence of another package of the same scope, where a package has no file of its own. */
function siblingLicence(folder: string): string {
  const scope = dirname(folder)
  if (!/\/@[^/]+$/.test(scope)) return ''
  for (const sibling of readdirSync(scope).sort()) {
    const file = readdirSync(join(scope, sibling)).find((each) => /^licen[cs]e/i.test(each))
    if (file) return readFileSync(join(scope, sibling, file), 'utf8').trim()
  }
  return ''
}

function textOf(all: Licensed[]): string {
  const unique = new Map(all.map((each) => [`${each.name} ${each.version}`, each]))
  const parts = [...unique.keys()].sort().map((key) => {
    const { licence, text } = unique.get(key) as Licensed
    return `${key}\nLicence: ${licence}\n${text && `\n${text.replaceAll('\r\n', '\n')}\n`}`
  })
  return `Software in this page\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}
