import { graphql, useLazyLoadQuery } from "react-relay";

import type { AppQuery } from "./__generated__/AppQuery.graphql";
import { CitationList } from "./CitationList";
import { ZoneList } from "./ZoneList";

export function App(props: { programme: string; record: string }) {
  const { programme, node } = useLazyLoadQuery<AppQuery>(
    graphql`
      query AppQuery($programme: ID!, $record: ID!) {
        programme(id: $programme) { ...ZoneList_programme }
        node(id: $record) { ...CitationList_record @alias(as: "cited") }
      }
    `,
    props,
  );
  return (
    <>
      {programme && <ZoneList programme={programme} />}
      {node?.cited && <CitationList record={node.cited} />}
    </>
  );
}
