// Format, lint, types and generated documents, each to its end, so that one run names every fault.
import { spawnSync } from "node:child_process";

const CHECKS: readonly (readonly [string, string, ...string[]])[] = [
  ["format", "prettier", "--check", "--log-level", "warn", "."],
  ["lint", "eslint", "."],
  ["types", "tsc", "--project", "."],
  ["guarantees", "node", "scripts/docs/guarantees.ts", "--check"],
];

const failed = CHECKS.filter(([name, command, ...args]) => {
  process.stdout.write(`${name}: ${command} ${args.join(" ")}\n`);
  return spawnSync(command, args, { stdio: "inherit" }).status !== 0;
});
if (failed.length > 0) {
  process.stderr.write(
    `Failed: ${failed.map(([name]) => name).join(", ")}. \`npm run format\` mends the format.\n`,
  );
  process.exitCode = 1;
}
