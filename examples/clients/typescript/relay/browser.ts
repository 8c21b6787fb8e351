// What stands in for a browser, so that the page runs in Node. A web application has no such file.
import { Window } from "happy-dom";

const window = new Window();
for (const [name, value] of Object.entries({ window, document: window.document, navigator: window.navigator })) {
  Object.defineProperty(globalThis, name, { value, configurable: true });
}
