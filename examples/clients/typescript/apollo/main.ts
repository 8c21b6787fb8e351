// Apollo Client: lists that grow by fetchMore, one object per id, fragments on interfaces.
import { ApolloClient, ApolloLink, HttpLink } from "@apollo/client";
import { filter, firstValueFrom } from "rxjs";

import { graphql } from "../generated/apollo";
import { endpoint, expect } from "../server";
import { cache } from "./cache";

const ProgrammeZones = graphql(`
  query ProgrammeZones($programme: ID!, $first: Int!, $after: String) {
    programme(id: $programme) {
      id
      name
      zones(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { id name designatedOn region { id name } } }
      }
    }
  }
`);

const Zone = graphql(`
  query Zone($id: ID!) {
    zone(id: $id) { id name designatedOn region { id name } }
  }
`);

const Anything = graphql(`
  query Anything($id: ID!) {
    node(id: $id) {
      __typename
      id
      ...Titled
      ... on Institution { kind region { id name } }
    }
  }
`);

// On an interface: Apollo knows from possibleTypes that an institution is Named.
const Titled = graphql(`
  fragment Titled on Named {
    id
    name
    names { language text }
  }
`);

let requests = 0;
const counting = new ApolloLink((operation, forward) => {
  requests++;
  return forward(operation);
});
const client = new ApolloClient({ cache, link: counting.concat(new HttpLink({ uri: endpoint })) });

// What useQuery does for a component: it watches the list and shows it anew when a page has come.
const watched = client.watchQuery({
  query: ProgrammeZones,
  variables: { programme: "programme:blockchain-innovation-application-pilots", first: 4 },
});
const subscription = watched.subscribe({ error: () => {} });
const settled = () => firstValueFrom(watched.pipe(filter((result) => !result.loading)));

for (;;) {
  const { data, dataState, error } = await settled();
  if (error) throw error;
  expect(dataState === "complete" && data.programme != null, "the programme exists");
  const { edges, pageInfo, totalCount } = data.programme.zones;
  console.log(`${edges.length} of ${totalCount} zones`);
  if (!pageInfo.hasNextPage) {
    const ids = new Set(edges.map((edge) => edge.node.id));
    expect(edges.length === totalCount && ids.size === totalCount, "the pages join to every zone, each once");
    break;
  }
  await watched.fetchMore({ variables: { after: pageInfo.endCursor } });
}
subscription.unsubscribe();

const before = requests;
const zone = await client.query({ query: Zone, variables: { id: "zone:bc-haidian" } });
expect(requests === before, "a zone of the list is answered from the cache");
console.log(`without a request: ${zone.data?.zone?.name}, ${zone.data?.zone?.designatedOn}`);

const anything = await client.query({ query: Anything, variables: { id: "institution:tsinghua-university" } });
const node = anything.data?.node;
expect(node?.__typename === "Institution", "the id says the type");
const names = node.names.map((name) => name.text).join(", ");
console.log(`${node.kind}, ${node.region?.name ?? "region unknown"}: ${names}`);

const titled = cache.readFragment({ fragment: Titled, from: { __typename: "Institution", id: node.id } });
expect(titled?.name === node.name, "a fragment on an interface matches in the cache");

const strays = Object.values(cache.extract()).filter((kept) => kept?.__typename === "Zone" && !kept["id"]);
expect(strays.length === 0, "every zone is kept under its id");
