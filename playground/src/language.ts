// The language of the page.
import de from './languages/de.json'
import en from './languages/en.json'
import zh from './languages/zh.json'

export const languages = { en, zh, de } satisfies Record<string, Record<Key, string>>
export type Language = keyof typeof languages
export type Key = keyof typeof en

/** Each language in its own words. */
export const languageNames: Record<Language, string> = { en: 'English', zh: '中文', de: 'Deutsch' }

/** The first of the wanted languages that the page has; a tag finds a wider one: zh-CN finds zh. */
export function chooseLanguage(wanted: readonly (string | undefined)[]): Language {
  for (const tag of wanted) {
    const [primary] = (tag ?? '').toLowerCase().split('-')
    if (primary && Object.hasOwn(languages, primary)) return primary as Language
  }
  return 'en'
}

/** The texts of a language: each by its key, with values put in for {name}. */
export function texts(language: Language) {
  return (key: Key, values: Record<string, string | number> = {}): string =>
    languages[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name]
      return value === undefined ? whole : typeof value === 'number' ? value.toLocaleString(language) : value
    })
}

export type Texts = ReturnType<typeof texts>
