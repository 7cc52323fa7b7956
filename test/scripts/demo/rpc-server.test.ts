import { createServer } from "node:net";
import { expect } from "chai";
import { network } from "hardhat";
import { JsonRpcProvider, WebSocketProvider } from "ethers";
import { serveRpc } from "../../../scripts/demo/chain/rpc-server.ts";
import { DemoError, EXIT } from "../../../scripts/demo/errors.ts";

describe("serveRpc", () => {
  it("serves the same chain over HTTP and WebSocket, and pushes new blocks", async () => {
    const { provider } = await network.create();
    const server = await serveRpc(provider, 0);
    const http = new JsonRpcProvider(`http://127.0.0.1:${server.port}`, 31337, { staticNetwork: true });
    const ws = new WebSocketProvider(`ws://127.0.0.1:${server.port}`, 31337, { staticNetwork: true });
    try {
      const pushed = new Promise((resolve) => void ws.once("block", resolve));
      // The subscription must stand before the block is mined.
      await ws.getBlockNumber();
      await provider.request({ method: "evm_mine", params: [] });
      expect(await pushed).to.equal(1);
      expect(await http.getBlockNumber()).to.equal(1);
    } finally {
      http.destroy();
      await ws.destroy();
      await server.close();
    }
  });

  it("answers a revert with code 3 and its data, as geth does", async () => {
    const { provider, ethers } = await network.create();
    const writer = await ethers.deployContract("DemoFeedWriter");
    const [, stranger] = await ethers.getSigners();
    const data = writer.interface.encodeFunctionData("push", [[]]);
    const params = [{ from: stranger!.address, to: await writer.getAddress(), data }, "latest"];
    const server = await serveRpc(provider, 0);
    try {
      const response = await fetch(`http://127.0.0.1:${server.port}`, {
        method: "POST",
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_call", params }),
      });
      const { error } = (await response.json()) as { error: { code: number; data: string } };
      expect(error.code).to.equal(3);
      expect(writer.interface.parseError(error.data)?.name).to.equal("OnlyOwner");
    } finally {
      await server.close();
    }
  });

  it("answers an occupied port with a sentence", async () => {
    const { provider } = await network.create();
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const { port } = blocker.address() as { port: number };
    try {
      const error: unknown = await serveRpc(provider, port).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(DemoError);
      expect((error as DemoError).message).to.match(new RegExp(`^Port ${port} on 127.0.0.1 is taken`));
      expect((error as DemoError).exitCode).to.equal(EXIT.environment);
    } finally {
      blocker.close();
    }
  });
});
