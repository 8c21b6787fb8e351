import { useGraphiQL, useGraphiQLActions, type GraphiQLPlugin } from '@graphiql/react'
import { parse } from 'graphql'
import { documentOf, titleOf, topics, type Example } from '../examples'
import { isWide, usePage } from '../page'
import { operationOf } from '../selection'

/** The list of examples, beside the editors. */
export function examplesPlugin(title: string): GraphiQLPlugin {
  return { title, icon: Icon, content: Examples }
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M4 5h16M4 10h16M4 15h10M4 20h7" strokeLinecap="round" />
    </svg>
  )
}

function Examples() {
  const { text, examples, language } = usePage()
  const open = useOpenExample()
  return (
    <section className="examples" aria-label={text('examples')}>
      <h2>{text('examples')}</h2>
      {examples.length === 0 && <p>{text('examples.missing')}</p>}
      {topics.map((topic, i) => {
        const inside = examples.filter((each) => each.topic === topic)
        return (
          inside.length > 0 && (
            <details key={topic} open={i < 3}>
              <summary>{text(`topic.${topic}`)}</summary>
              <ul>
                {inside.map((each) => (
                  <li key={each.name}>
                    <button type="button" data-example={each.name} onClick={() => open(each)}>
                      {titleOf(each, language)}
                    </button>
                  </li>
                ))}
              </ul>
            </details>
          )
        )
      })}
      <p>
        <a href="/graphiql/licences.txt">{text('licences')}</a>
      </p>
    </section>
  )
}

/** Opens an example in a tab of its own, or in that which has it or has nothing, and runs it. */
function useOpenExample() {
  const { language } = usePage()
  const state = useGraphiQL(({ tabs, activeTabIndex, queryEditor, variableEditor }) => ({
    tabs,
    activeTabIndex,
    queryEditor,
    variableEditor,
  }))
  const { addTab, changeTab, run, setOperationName, setVisiblePlugin, updateActiveTabValues } = useGraphiQLActions()
  return (example: Example) => {
    const { tabs, activeTabIndex, queryEditor, variableEditor } = state
    if (!queryEditor) return
    const query = documentOf(example, language)
    const known = tabs.findIndex((each) => each.query === query)
    if (known < 0) {
      if (queryEditor.getValue().trim()) addTab()
      queryEditor.setValue(query)
      variableEditor?.setValue('')
      updateActiveTabValues({ query, variables: '' }) // the editor itself would do so a little later
    } else if (known !== activeTabIndex) {
      changeTab(known)
    }
    setOperationName(operationOf(parse(query))?.name?.value ?? '')
    if (!isWide()) setVisiblePlugin(null)
    run()
  }
}
