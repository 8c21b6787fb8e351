package org.example

import com.apollographql.apollo.ApolloClient
import org.example.pilotgraph.InstitutionQuery

suspend fun main() {
    val client = ApolloClient.Builder().serverUrl("http://127.0.0.1:8080/graphql").build()
    val response = client.query(InstitutionQuery(id = "institution:tsinghua-university", language = "zh")).execute()
    response.exception?.let { throw it } // nothing came
    val institution = response.data?.institution
        ?: error(response.errors?.firstOrNull()?.message ?: "no such institution") // extensions["code"]: NOT_FOUND

    println("${institution.name}, ${institution.kind}") // 清华大学, UNIVERSITY
    for (pilot in institution.pilots.nodes) {
        val source = pilot.citations.nodes.firstOrNull()?.source
        val evidence = "${source?.publisher}, ${source?.published?.year}"
        println("${pilot.programme.name}: ${pilot.sector?.name ?: "-"} ($evidence)")
    }
    client.close()
}
