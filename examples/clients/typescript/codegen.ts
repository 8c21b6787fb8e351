import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  // In a project of your own: the address of a server, such as "https://example.org/schema.graphql".
  schema: "../../../schema/*.graphql",
  config: {
    strictScalars: true, // a scalar that is not listed here is an error
    scalars: {
      Date: "string",
      DateTime: "string",
      LanguageTag: "string",
      PartialDate: "string", // "2022", "2022-09" or "2022-09-30": not for new Date(), which would invent a day
      URL: "string",
    },
    useTypeImports: true,
  },
  generates: {
    "generated/urql/": {
      preset: "client",
      documents: "urql/**/*.ts",
      presetConfig: { fragmentMasking: { unmaskFunctionName: "unmask" } },
    },
    "generated/apollo/": {
      preset: "client",
      documents: "apollo/**/*.ts",
      presetConfig: { fragmentMasking: false },
    },
    "generated/apollo/possible-types.ts": {
      plugins: ["fragment-matcher"],
    },
  },
};

export default config;
