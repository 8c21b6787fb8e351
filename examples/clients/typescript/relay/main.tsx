// Relay: fragments beside components, pages by a refetchable fragment on an object and on an interface.
import "./browser";

import { Suspense } from "react";
import { createRoot } from "react-dom/client";
import { RelayEnvironmentProvider } from "react-relay";

import { expect } from "../server";
import { App } from "./App";
import { environment } from "./environment";

const programme = "programme:blockchain-innovation-application-pilots";
const root = document.createElement("main");
createRoot(root).render(
  <RelayEnvironmentProvider environment={environment}>
    <Suspense fallback="Loading">
      <App programme={programme} record={programme} />
    </Suspense>
  </RelayEnvironmentProvider>,
);

/** Waits until the page shows what is looked for. */
async function shown<T>(look: () => T | null | undefined | false, what: string): Promise<T> {
  for (let waited = 0; waited < 10_000; waited += 10) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the page never showed ${what}: ${root.textContent}`);
}

/** Presses "More" until it is gone. */
async function pressToTheEnd(id: string): Promise<void> {
  const section = await shown(() => root.querySelector<HTMLElement>(`#${id}`), id);
  const items = () => section.querySelectorAll("li").length;
  for (let button; (button = section.querySelector("button")); ) {
    const before = items();
    console.log(`${before} of ${section.dataset["total"]} ${id}`);
    button.click();
    await shown(() => items() > before, `more than ${before} ${id}`);
  }
  const total = Number(section.dataset["total"]);
  expect(items() === total, `all ${total} ${id} are shown; ${items()} are`);
  console.log(`${total} of ${total} ${id}, such as: ${section.querySelector("li")?.textContent}`);
}

await pressToTheEnd("zones");
await pressToTheEnd("citations");
