// In a package: .package(url: "https://github.com/apollographql/apollo-ios.git", .upToNextMajor(from: "2.0.0"))
// Then: curl -o schema.graphqls https://example.org/schema.graphql && apollo-ios-cli generate
import Apollo
import Foundation

let client = ApolloClient(url: URL(string: "http://127.0.0.1:8080/graphql")!)

var found = 0
var after: GraphQLNullable<String> = .none
while true {
  let query = PilotGraph.ZonesQuery(after: after, language: "zh")
  let response = try await client.fetch(query: query, cachePolicy: .networkFirst)
  guard let zones = response.data?.zones else {
    fatalError(response.errors?.first?.message ?? "no answer")  // extensions["code"] says which kind
  }
  for zone in zones.nodes {
    let certain = zone.confidence == .case(.confirmed)
    print(zone.name, zone.designatedOn?.year ?? 0, certain ? "confirmed" : "", zone.region?.location?.latitude ?? "")
  }
  found += zones.nodes.count
  guard zones.pageInfo.hasNextPage, let cursor = zones.pageInfo.endCursor else {
    precondition(found == zones.totalCount)
    break
  }
  after = .some(cursor)
}
