import { Environment, type FetchFunction, Network, RecordSource, Store } from "relay-runtime";

import { endpoint } from "../server";

const ask: FetchFunction = async (request, variables) => {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json, application/json" },
    body: JSON.stringify({ query: request.text, operationName: request.name, variables }),
  });
  return response.json();
};

export const environment = new Environment({
  network: Network.create(ask),
  store: new Store(new RecordSource()),
});
