#!/usr/bin/env python3
"""Writes every pilot into a CSV file: python3 pilots.py pilots.csv. Needs nothing but Python 3.9 or newer."""

import csv
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request

ENDPOINT = os.environ.get("PILOTGRAPH_URL", "http://127.0.0.1:8080/").rstrip("/") + "/graphql"
QUERY = pathlib.Path(__file__).with_name("pilots.graphql").read_text(encoding="utf-8")

COLUMNS = {
    "id": lambda pilot: pilot["id"],
    "programme": lambda pilot: pilot["programme"]["name"],
    "institution": lambda pilot: pilot["institution"]["name"],
    "institution_zh": lambda pilot: pilot["institution"]["chinese"],
    "institution_kind": lambda pilot: pilot["institution"]["kind"],
    "region": lambda pilot: (pilot["institution"]["region"] or {}).get("name"),
    "sector": lambda pilot: (pilot["sector"] or {}).get("name"),
    "zone": lambda pilot: (pilot["zone"] or {}).get("name"),
    "stage": lambda pilot: pilot["stage"],
    "confidence": lambda pilot: pilot["confidence"],
    "quote": lambda pilot: first_citation(pilot).get("quote"),
    "source": lambda pilot: first_citation(pilot).get("source", {}).get("url"),
}


def first_citation(pilot):
    return next(iter(pilot["citations"]["nodes"]), {})


def ask(query, variables):
    """Returns the data of an answer; ends the program with the server's words where there are errors."""
    request = urllib.request.Request(
        ENDPOINT,
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json", "Accept-Language": "en"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            answer = json.load(response)
    except urllib.error.HTTPError as refusal:
        sys.exit(f"{ENDPOINT} refuses: {refusal.read().decode()}")
    except urllib.error.URLError as failure:
        sys.exit(f"{ENDPOINT} does not answer: {failure.reason}")
    for error in answer.get("errors", []):
        sys.exit(f"{error['extensions']['code']}: {error['message']}")
    return answer["data"]


def pilots():
    """Yields every pilot with the number of all; the next page begins where the last one ended."""
    after = None
    while True:
        page = ask(QUERY, {"after": after})["pilots"]
        for node in page["nodes"]:
            yield node, page["totalCount"]
        if not page["pageInfo"]["hasNextPage"]:
            return
        after = page["pageInfo"]["endCursor"]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: pilots.py FILE.csv")
    written, total = 0, 0
    with open(sys.argv[1], "w", newline="", encoding="utf-8-sig") as file:  # with a mark, so that Excel reads Chinese
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for pilot, total in pilots():
            rows.writerow([column(pilot) for column in COLUMNS.values()])
            written += 1
    if written != total:
        sys.exit(f"not as promised: {total} pilots are announced, {written} came")
    print(f"{sys.argv[1]}: {written} of {total} pilots")


if __name__ == "__main__":
    main()
