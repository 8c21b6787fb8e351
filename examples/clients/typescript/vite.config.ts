import { defineConfig } from "vite";
import relay from "vite-plugin-relay";

// The programs run in Node. Without `ssr` and `input` the same settings build them for a browser.
export default defineConfig({
  plugins: [relay],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: "build",
    minify: false,
    rolldownOptions: {
      input: { urql: "urql/main.ts", apollo: "apollo/main.ts", relay: "relay/main.tsx" },
    },
  },
});
