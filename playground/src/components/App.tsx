import { DocExplorerStore, DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history'
import { GraphiQLProvider, type GraphiQLPlugin } from '@graphiql/react'
import { GraphiQL, GraphiQLInterface } from 'graphiql'
import { useEffect, useState } from 'react'
import { documentOf, topics } from '../examples'
import type { Link } from '../link'
import { isWide, PageContext, ServerContext, type Page } from '../page'
import { askServer, type Server } from '../release'
import { beginning, tabsKey } from '../tabs'
import { examplesPlugin } from './Examples'
import { Header } from './Header'
import { Results, type View } from './Results'
import { useOperationOfLink, useSchemaAgain, useTabInSight } from './start'

/** The page. Trouble is what is wrong with the server at the moment. */
export function App({ page, link, trouble }: { page: Page; link: Link; trouble: string | null }) {
  const [server, setServer] = useState<Server | null>(null)
  const [view, setView] = useState<View>('json')
  // Kept, because GraphiQL begins anew with the visible plugin when it gets another list.
  const [plugins] = useState(() => [
    named(DOC_EXPLORER_PLUGIN, page.text('documentation')),
    examplesPlugin(page.text('examples')),
    named(explorerPlugin(), page.text('builder')),
    named(HISTORY_PLUGIN, page.text('history')),
  ])
  const [begin] = useState(() => beginning(link, localStorage.getItem(tabsKey)))
  const [visible] = useState(() => (!link.query && isWide() ? page.text('examples') : undefined))
  const first = page.examples.find((each) => each.topic === topics[0])
  useEffect(() => void askServer(page.answers).then(setServer), [page])
  return (
    <PageContext value={page}>
      <ServerContext value={server}>
        <div className="graphiql-container page">
          <GraphiQLProvider
            fetcher={page.answers.fetcher}
            plugins={plugins}
            referencePlugin={DOC_EXPLORER_PLUGIN}
            visiblePlugin={visible as string}
            initialQuery={begin.query as string}
            initialVariables={begin.variables as string}
            defaultQuery={first ? documentOf(first, page.language) : ''}
            schemaDescription
            inputValueDeprecation
          >
            <HistoryStore>
              <DocExplorerStore>
                <Start link={link} />
                <Header trouble={trouble} />
                <main>
                  <GraphiQLInterface className={`view-${view}`} isHeadersEditorEnabled={false} showPersistHeadersSettings={false}>
                    <GraphiQL.Logo>{null}</GraphiQL.Logo>
                    <GraphiQL.Footer>
                      <Results view={view} onView={setView} />
                    </GraphiQL.Footer>
                  </GraphiQLInterface>
                </main>
              </DocExplorerStore>
            </HistoryStore>
          </GraphiQLProvider>
        </div>
      </ServerContext>
    </PageContext>
  )
}

/** A plugin with a title: the same object, by which GraphiQL knows it again. */
function named(plugin: GraphiQLPlugin, title: string): GraphiQLPlugin {
  return Object.assign(plugin, { title })
}

/** What is done beside the editors. */
function Start({ link }: { link: Link }) {
  useOperationOfLink(link.operationName)
  useSchemaAgain()
  useTabInSight()
  return null
}
