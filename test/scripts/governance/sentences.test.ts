import { expect } from "chai";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { readSentences } from "../../../scripts/governance/sentences.ts";

const ID = 123456789012345678901234567890n;

async function answering(body: string): Promise<{ url: string; server: Server }> {
  const server = createServer((_, response) => response.end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/status`, server };
}

const status = (round: number, sentences: string[]): string =>
  JSON.stringify({ name: "node-0", proposals: [{ proposalId: ID.toString(), round, sentences }] });

describe("readSentences", () => {
  const servers: Server[] = [];
  const urlOf = async (body: string): Promise<string> => {
    const { url, server } = await answering(body);
    servers.push(server);
    return url;
  };
  after(() => {
    for (const server of servers) server.close();
  });

  it("takes those of the first node that scored the proposal in the round", async () => {
    const urls = [
      await urlOf(status(6, ["of the round before"])),
      await urlOf(status(7, ["it grants a role"])),
    ];
    expect(await readSentences(urls, ID, 7)).to.deep.equal(["it grants a role"]);
  });

  it("passes over a dead node, one that says something else, and one that scores no proposals", async () => {
    const urls = ["http://127.0.0.1:9/status", await urlOf("<html>"), await urlOf('{"name":"node-2"}')];
    expect(await readSentences(urls, ID, 7)).to.deep.equal([]);
    expect(await readSentences([...urls, await urlOf(status(7, ["found"]))], ID, 7)).to.deep.equal(["found"]);
  });
});
