// Runs every command that the README's `sh` blocks show, in order, as a stranger would type it. A line that needs the
// market data is skipped, with a notice, where that data is absent.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const DATA_FOLDER = "../shared/data";
/** The clone that CI starts from, and what it runs by itself. */
const ELSEWHERE = [/^git clone/, /^cd /, /^npm test$/, /^npm run check$/];

const commands = [...readFileSync("README.md", "utf8").matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block.split("\n"))
  .map((line) => line.replace(/\s+#.*$/, "").trim())
  .filter((line) => line !== "" && !line.startsWith("#"))
  .filter((line) => !ELSEWHERE.some((pattern) => pattern.test(line)));

if (commands.length === 0)
  throw new Error("README.md shows no command in an `sh` block: nothing was checked.");

for (const command of new Set(commands)) {
  if (command.includes(DATA_FOLDER) && !existsSync(DATA_FOLDER)) {
    console.log(`Skipped, since ${DATA_FOLDER} is not here: ${command}`);
    continue;
  }
  console.log(`README: ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: "inherit" });
  if (status !== 0) {
    console.error(`The README's command failed with exit code ${status}: ${command}`);
    process.exit(1);
  }
}
console.log(`${new Set(commands).size} commands of the README ran.`);
