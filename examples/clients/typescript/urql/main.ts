// graphql-codegen's client preset with urql: a nested query in fragments, each part of the page seeing only its own.
import { Client, fetchExchange } from "@urql/core";

import { type FragmentType, graphql, unmask } from "../generated/urql";
import type { Confidence } from "../generated/urql/graphql";
import { endpoint, expect } from "../server";

const Evidence = graphql(`
  fragment Evidence on Record {
    citations(first: 1) {
      totalCount
      nodes { quote source { publisher published url } }
    }
  }
`);

const ZoneCard = graphql(`
  fragment ZoneCard on Zone {
    name
    designatedOn
    confidence
    region { name(language: "zh") parent { name } }
    institutions(first: 20) {
      edges {
        relations
        node {
          id
          name
          kind
          sectors(first: 3) { nodes { name agencies(first: 3) { edges { relations node { name } } } } }
        }
      }
    }
    ...Evidence
  }
`);

const ZonesOfProgramme = graphql(`
  query ZonesOfProgramme($programme: ID!, $first: Int!, $after: String) {
    programme(id: $programme) {
      name
      zones(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { id ...ZoneCard } }
      }
    }
  }
`);

// A closed set is an enum: this does not compile when a value is missing.
const words: Record<Confidence, string> = {
  CONFIRMED: "confirmed",
  SINGLE_SOURCE: "one source",
  INFERRED: "inferred",
};

function evidence(masked: FragmentType<typeof Evidence>): string {
  const { citations } = unmask(Evidence, masked);
  const first = citations.nodes[0];
  return first ? `${first.source.publisher}, ${first.source.published ?? "undated"}` : "no citation";
}

function card(masked: FragmentType<typeof ZoneCard>): string {
  const zone = unmask(ZoneCard, masked); // zone.citations does not compile: it belongs to Evidence
  const place = [zone.region?.name, zone.region?.parent?.name].filter(Boolean).join(", ") || "several regions";
  const institutions = zone.institutions.edges.map(({ node }) => {
    const answering = node.sectors.nodes.flatMap((sector) => sector.agencies.edges.map((edge) => edge.node.name));
    return `\n  ${node.name}, ${node.kind}${answering.length ? `, under ${answering.join(", ")}` : ""}`;
  });
  return `${zone.name} (${place}), ${words[zone.confidence]}: ${evidence(zone)}${institutions.join("")}`;
}

const client = new Client({ url: endpoint, exchanges: [fetchExchange], preferGetMethod: "within-url-limit" });

async function page(programme: string, after: string | null) {
  const { data, error } = await client.query(ZonesOfProgramme, { programme, first: 4, after }).toPromise();
  if (error) throw error;
  expect(data?.programme != null, `${programme} exists`);
  return data.programme.zones;
}

/** Every zone of a programme, page by page. */
async function* zonesOf(programme: string) {
  let after: string | null = null;
  do {
    const zones = await page(programme, after);
    for (const { node } of zones.edges) yield { total: zones.totalCount, ...node };
    after = zones.pageInfo.hasNextPage ? zones.pageInfo.endCursor : null;
  } while (after !== null);
}

const cards = new Map<string, string>();
let total = -1;
for await (const zone of zonesOf("programme:blockchain-innovation-application-pilots")) {
  cards.set(zone.id, card(zone));
  total = zone.total;
}
expect(cards.size === total, `the walk finds each of ${total} zones once; it found ${cards.size}`);
console.log([...cards.values()].slice(4, 8).join("\n"));
console.log(`${cards.size} of ${total} zones`);

const unknown = await client.query(ZonesOfProgramme, { programme: "programme:none", first: 4 }).toPromise();
const code = unknown.error?.graphQLErrors[0]?.extensions["code"];
expect(unknown.data?.programme === null && code === "NOT_FOUND", "an unknown id is null, with the code NOT_FOUND");
console.log(`programme:none: ${code}`);
