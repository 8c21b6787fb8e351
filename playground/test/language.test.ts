import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { topics } from '../src/examples'
import { chooseLanguage, languageNames, languages, texts, type Language } from '../src/language'

const all = Object.keys(languages) as Language[]

test('every language has every text, with the same places for values', () => {
  const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
  for (const language of all) {
    expect(Object.keys(languages[language]).sort(), language).toEqual(Object.keys(languages.en).sort())
    for (const [key, text] of Object.entries(languages[language])) {
      expect(text.trim(), `${language} ${key}`).not.toBe('')
      expect(places(text), `${language} ${key}`).toEqual(places(languages.en[key as keyof typeof languages.en]))
    }
    expect(languageNames[language]).toBeTruthy()
  }
})

test('texts are translated', () => {
  // The same in all: names of things, and words that German shares.
  const shared = new Set(['view.json', 'view.code', 'topic.technique'])
  for (const [key, text] of Object.entries(languages.en)) {
    if (!shared.has(key))
      for (const other of ['zh', 'de'] as const)
        expect(languages[other][key as keyof typeof languages.en], `${other} ${key}`).not.toBe(text)
  }
})

test('every text is used, and every text that is used is there', () => {
  const code = ['', 'components/']
    .flatMap((folder) =>
      readdirSync(new URL(`../src/${folder}`, import.meta.url))
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => readFileSync(new URL(`../src/${folder}${name}`, import.meta.url), 'utf8')),
    )
    .join('\n')
  for (const key of Object.keys(languages.en)) {
    const family = key.split('.')[0]
    const used = code.includes(`'${key}'`) || code.includes(`\`${family}.\${`)
    expect(used, key).toBe(true)
  }
})

test('every topic has a title', () => {
  for (const topic of topics) expect(texts('en')(`topic.${topic}`)).toBeTruthy()
})

test.each([
  [[], 'en'],
  [['de'], 'de'],
  [['zh-Hant-TW', 'en'], 'zh'],
  [[undefined, 'fr', 'de-AT', 'zh'], 'de'],
  [['ZH'], 'zh'],
  [['constructor'], 'en'],
])('of %j the page is in %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})

test('values are put in, numbers as the language writes them', () => {
  expect(texts('de')('cost.after', { requested: 12345, maximum: 50000 })).toBe('Kosten 12.345 von 50.000')
  expect(texts('en')('release.current', { version: '{version}' })).toBe('Release {version}')
})

test('one is one, not many', () => {
  const count = (language: Language, rows: number, columns: number) => texts(language)('rows.count', { rows, columns })
  expect(count('en', 1, 6)).toBe('1 row, 6 columns')
  expect(count('en', 4000, 1)).toBe('4,000 rows, 1 column')
  expect(count('de', 1, 1)).toBe('1 Zeile, 1 Spalte')
  expect(count('de', 0, 2)).toBe('0 Zeilen, 2 Spalten')
  expect(count('zh', 1, 6)).toBe('1 行，6 列')
})
