/** Where the server is. */
export const endpoint = new URL("graphql", process.env["PILOTGRAPH_URL"] ?? "http://127.0.0.1:8080/").href;

/** Ends the program where an answer is not what it should be. */
export function expect(held: boolean, promise: string): asserts held {
  if (!held) {
    throw new Error(`not as promised: ${promise}`);
  }
}
