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

/** The texts of a language: each by its key, with values put in for {name}, and a word for one or for more for {name:row/rows}. */
export function texts(language: Language) {
  const rules = new Intl.PluralRules(language)
  return (key: Key, values: Record<string, string | number> = {}): string =>
    languages[language][key].replace(
      /\{(\w+)(?::([^{}/]+)\/([^{}/]+))?\}/g,
      (whole, name: string, one?: string, other?: string) => {
        const value = values[name]
        if (value === undefined) return whole
        if (one !== undefined && other !== undefined) return rules.select(Number(value)) === 'one' ? one : other
        return typeof value === 'number' ? value.toLocaleString(language) : value
      },
    )
}

export type Texts = ReturnType<typeof texts>
