import './workers'
import './style.css'
import { createRoot } from 'react-dom/client'
import { Answers } from './answers'
import { App } from './components/App'
import { askExamples } from './examples'
import { chooseLanguage, texts } from './language'
import { endpoint, readLink } from './link'

const link = readLink(location.search)
const language = chooseLanguage([link.lang, ...navigator.languages])
const text = texts(language)
document.documentElement.lang = language
document.title = text('title')

const element = document.getElementById('root')
if (element) {
  const root = createRoot(element)
  const address = endpoint(link.release)
  const answers = new Answers({ endpoint: address, language, text, onTrouble: (message) => draw(message) })
  const page = { language, text, endpoint: address, pinned: link.release, answers, examples: await askExamples() }
  const draw = (trouble: string | null) => root.render(<App page={page} link={link} trouble={trouble} />)
  draw(null)
}
