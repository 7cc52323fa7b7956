import { writeFile } from "node:fs/promises";
import { observationVectors } from "./observation.ts";

// `node test/vectors/make-observation.ts` writes the vectors anew, after a change of the signed type only.
const file = new URL("observation.json", import.meta.url);
await writeFile(file, `${JSON.stringify(observationVectors(), null, 2)}\n`);
