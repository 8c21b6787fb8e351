import { graphql, usePaginationFragment } from "react-relay";

import type { ZoneList_programme$key } from "./__generated__/ZoneList_programme.graphql";
import type { ZoneListPageQuery } from "./__generated__/ZoneListPageQuery.graphql";

/** The zones of a programme, four more at each press. Relay writes the query for the next page: node(id:). */
export function ZoneList(props: { programme: ZoneList_programme$key }) {
  // Without `filters` in @connection every argument but those of paging tells lists apart, and so do later ones.
  const { data, hasNext, loadNext } = usePaginationFragment<ZoneListPageQuery, ZoneList_programme$key>(
    graphql`
      fragment ZoneList_programme on Programme
      @refetchable(queryName: "ZoneListPageQuery")
      @argumentDefinitions(count: { type: "Int", defaultValue: 4 }, cursor: { type: "String" }) {
        name
        zones(first: $count, after: $cursor) @connection(key: "ZoneList_zones") {
          totalCount
          edges {
            node { id name designatedOn }
          }
        }
      }
    `,
    props.programme,
  );
  return (
    <section id="zones" data-total={data.zones.totalCount}>
      <h1>{data.name}</h1>
      <ul>
        {data.zones.edges.map(({ node }) => (
          <li key={node.id}>{node.name}, {node.designatedOn ?? "undated"}</li>
        ))}
      </ul>
      {hasNext && <button onClick={() => loadNext(4)}>More</button>}
    </section>
  );
}
