import { DocExplorerStore, DOC_EXPLORER_PLUGIN } from '@graphiql/plugin-doc-explorer'
import { explorerPlugin } from '@graphiql/plugin-explorer'
import { HISTORY_PLUGIN, HistoryStore } from '@graphiql/plugin-history'
import { GraphiQLProvider } from '@graphiql/react'
import { GraphiQL, GraphiQLInterface } from 'graphiql'
import { useEffect, useState } from 'react'
import { documentOf, topics } from '../examples'
import type { Link } from '../link'
import { isWide, PageContext, ServerContext, type Page } from '../page'
import { askServer, type Server } from '../release'
import { examplesPlugin } from './Examples'
import { Header } from './Header'
import { Results, type View } from './Results'
import { useOperationOfLink, useSchemaAgain } from './start'

/** The page. Trouble is what is wrong with the server at the moment. */
export function App({ page, link, trouble }: { page: Page; link: Link; trouble: string | null }) {
  const [server, setServer] = useState<Server | null>(null)
  const [view, setView] = useState<View>('json')
  // Kept, because GraphiQL begins anew with the visible plugin when it gets another list.
  const [plugins] = useState(() => [
    DOC_EXPLORER_PLUGIN,
    examplesPlugin(page.text('examples')),
    { ...explorerPlugin(), title: page.text('builder') },
    HISTORY_PLUGIN,
  ])
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
            initialQuery={link.query as string}
            initialVariables={link.variables as string}
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

/** What is done once, when the editors are there. */
function Start({ link }: { link: Link }) {
  useOperationOfLink(link.operationName)
  useSchemaAgain()
  return null
}
