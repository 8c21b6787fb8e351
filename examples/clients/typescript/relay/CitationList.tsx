import { graphql, usePaginationFragment } from "react-relay";

import type { CitationList_record$key } from "./__generated__/CitationList_record.graphql";
import type { CitationListPageQuery } from "./__generated__/CitationListPageQuery.graphql";

/** Who says so: the citations of any record, whatever its type. */
export function CitationList(props: { record: CitationList_record$key }) {
  const { data, hasNext, loadNext } = usePaginationFragment<CitationListPageQuery, CitationList_record$key>(
    graphql`
      fragment CitationList_record on Record
      @refetchable(queryName: "CitationListPageQuery")
      @argumentDefinitions(
        count: { type: "Int", defaultValue: 2 }
        cursor: { type: "String" }
        field: { type: "String" }
      ) {
        id
        citations(field: $field, first: $count, after: $cursor) @connection(key: "CitationList_citations") {
          totalCount
          edges {
            node { id quote source { publisher reliability } }
          }
        }
      }
    `,
    props.record,
  );
  return (
    <section id="citations" data-total={data.citations.totalCount}>
      <ul>
        {data.citations.edges.map(({ node }) => (
          <li key={node.id}>{node.source.publisher}: {node.quote}</li>
        ))}
      </ul>
      {hasNext && <button onClick={() => loadNext(2)}>More</button>}
    </section>
  );
}
