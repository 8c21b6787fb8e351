import { InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";

import possible from "../generated/apollo/possible-types";

// What tells one list from another: every argument but those of paging. One that a connection lacks is left out.
const connection = relayStylePagination(["filter", "orderBy", "relation", "stage", "field", "language"]);

/** Objects are kept once, under type and id. Lists grow as pages come: ask for edges, since only those are joined. */
export const cache = new InMemoryCache({
  possibleTypes: possible.possibleTypes,
  typePolicies: {
    Query: {
      fields: {
        // A zone that some list has brought is answered from the cache.
        zone: (_, { args, toReference }) => toReference({ __typename: "Zone", id: args?.["id"] }),
      },
    },
    Programme: { fields: { zones: connection } },
    Record: { fields: { citations: connection } }, // an interface: for every type that implements it
  },
});
