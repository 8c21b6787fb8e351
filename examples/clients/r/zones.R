# Every zone as a data frame: Rscript zones.R. Needs the packages httr2 and jsonlite. Run it in this folder.
library(httr2)

endpoint <- paste0(sub("/+$", "", Sys.getenv("PILOTGRAPH_URL", "http://127.0.0.1:8080/")), "/graphql")
query <- paste(readLines("zones.graphql", encoding = "UTF-8"), collapse = "\n")

ask <- function(query, variables) {
  answer <- request(endpoint) |>
    req_headers(Accept = "application/json", `Accept-Language` = "en") |>
    req_body_json(list(query = query, variables = variables), null = "null") |>
    req_error(body = \(response) resp_body_json(response)$errors[[1]]$message) |>
    req_perform() |>
    resp_body_json()
  for (error in answer$errors) stop(error$extensions$code, ": ", error$message)
  answer$data
}

or_na <- function(value, missing = NA_character_) if (is.null(value)) missing else value

zones <- list()
after <- NULL
repeat {
  page <- ask(query, list(after = after))$zones
  zones <- c(zones, page$nodes)
  if (!page$pageInfo$hasNextPage) break
  after <- page$pageInfo$endCursor
}
stopifnot(length(zones) == page$totalCount)

frame <- do.call(rbind, lapply(zones, \(zone) data.frame(
  id = zone$id,
  name = zone$name,
  programme = zone$programme$name,
  designated = or_na(zone$designatedOn), # "2022", "2022-09" or "2022-09-30": keep it as text
  confidence = zone$confidence,
  region = or_na(zone$region$isoCode),
  latitude = or_na(zone$region$location$latitude, NA_real_),
  longitude = or_na(zone$region$location$longitude, NA_real_),
  institutions = zone$institutions$totalCount
)))
print(frame, right = FALSE)
