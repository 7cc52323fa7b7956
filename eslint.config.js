import tseslint from "typescript-eslint";

/** Pipeline folders in the order of the flow: a step may import types from the step before it, never from after it. */
const PIPELINE = [
  "market",
  "features",
  "inference",
  "calibration",
  "explain",
  "report",
  "network",
  "quorum",
  "chain",
  "keeping",
  "orders",
  "governance",
];

const later = (step) => PIPELINE.slice(PIPELINE.indexOf(step) + 1);

export default tseslint.config(
  {
    ignores: ["node_modules/", "artifacts/", "cache/", "types/", "coverage/", "committee/training/"],
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-floating-promises": "error",
      // Node runs the sources with types stripped; TypeChain's output is exempt, so the compiler flag cannot say it.
      "no-restricted-syntax": [
        "error",
        { selector: "TSEnumDeclaration", message: "Node strips types only: use a union of literals." },
        { selector: "TSParameterProperty", message: "Node strips types only: assign the field." },
        {
          selector: "TSModuleDeclaration:not([declare=true])",
          message: "Node strips types only: use a module.",
        },
        { selector: "ExportDefaultDeclaration", message: "Export by name." },
      ],
    },
  },
  {
    // Hardhat asks for a default export here.
    files: ["**/hardhat.config.ts", "scripts/hardhat/**/*.ts", "scripts/deploy/modules/**/*.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["test/{contracts,fixtures}/**/*.ts"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["**/types/ethers-contracts/**"],
              allowTypeImports: true,
              message:
                "scripts/prove/mutate.ts runs these on Node alone, which finds no code there: take types.",
            },
          ],
        },
      ],
    },
  },
  ...PIPELINE.map((step) => ({
    files: [`committee/${step}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^\\.\\./(?:${[...later(step), "main", "node"].join("|")})(?:/|\\.)`,
              message: `committee/${step} may not import from a later step of the pipeline.`,
            },
            { regex: "scripts/|test/", message: "Nothing in committee/ imports scripts or tests." },
          ],
        },
      ],
    },
  })),
  {
    files: ["committee/proposals/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^(?:\\.\\./)+(?:${[...PIPELINE.filter((step) => step !== "explain"), "main", "node"].join("|")})(?:/|\\.)`,
              message: "committee/proposals stands beside the pipeline and imports lib/ and explain/ alone.",
            },
            { regex: "scripts/|test/", message: "Nothing in committee/ imports scripts or tests." },
          ],
        },
      ],
    },
  },
  {
    files: ["committee/{lib,store}/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: `^\\.\\./(?:${[...PIPELINE, "main", "node"].join("|")})(?:/|\\.)`,
              message: "lib/ and store/ stand below the pipeline and import none of it.",
            },
          ],
        },
      ],
    },
  },
);
