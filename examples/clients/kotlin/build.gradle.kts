// In a project: this file beside src/main/graphql/{schema.graphqls, Institution.graphql} and src/main/kotlin/.
// The schema comes from a server: curl -o src/main/graphql/schema.graphqls https://example.org/schema.graphql
plugins {
    kotlin("jvm") version "2.4.0"
    id("com.apollographql.apollo") version "5.0.1"
}

dependencies {
    implementation("com.apollographql.apollo:apollo-runtime:5.0.1")
}

apollo {
    service("pilotgraph") {
        packageName.set("org.example.pilotgraph")
        mapScalar("PartialDate", "org.example.PartialDate", "org.example.PartialDateAdapter")
        mapScalar("Date", "java.time.LocalDate", "org.example.LocalDateAdapter")
        mapScalar("DateTime", "java.time.Instant", "org.example.InstantAdapter")
        mapScalarToKotlinString("LanguageTag")
        mapScalarToKotlinString("URL")
    }
}
