import { FunctionFragment } from "ethers";
import type { Hex } from "../../lib/hex.ts";

/** What a function can do to a DAO. `outflow` to `mint` move value, the others move power. */
export type EffectKind =
  "outflow" | "approval" | "mint" | "control" | "code" | "oracle" | "voting" | "destroy";

/** A function whose meaning is known: which argument is the gainer, the amount and the token (the target, if none). */
export interface KnownFunction {
  readonly fragment: FunctionFragment;
  readonly kind: EffectKind | null;
  readonly to: number | null;
  readonly amount: number | null;
  readonly token: number | null;
}

/** [signature, index of who gains, of the amount, of the token]; -1 where there is none. */
type Row = readonly [signature: string, to?: number, amount?: number, token?: number];

const ROWS: Readonly<Record<EffectKind, readonly Row[]>> = {
  outflow: [
    ["transfer(address,uint256)", 0, 1],
    ["transferFrom(address,address,uint256)", 1, 2],
    ["transfer(address,address,uint256)", 1, 2, 0],
    ["safeTransfer(address,address,uint256)", 1, 2, 0],
    ["sendERC20(address,address,uint256)", 1, 2, 0],
    ["withdraw(uint256)", -1, 0],
    ["withdraw(uint256,address,address)", 1, 0],
    ["redeem(uint256,address,address)", 1, 0],
    ["withdraw(address,uint256,address)", 2, 1, 0],
    ["withdraw(address,uint256)", -1, 1, 0],
    ["withdrawTo(address,uint256)", 0, 1],
    ["withdrawAll(address)", 0],
    ["sweep(address,address)", 1, -1, 0],
    ["sweepToken(address)", -1, -1, 0],
    ["rescueTokens(address,address,uint256)", 1, 2, 0],
    ["emergencyWithdraw(address)", 0],
    ["_grantComp(address,uint256)", 0, 1],
    ["createStream(address,uint256,address,uint256,uint256)", 0, 1, 2],
  ],
  approval: [
    ["approve(address,uint256)", 0, 1],
    ["increaseAllowance(address,uint256)", 0, 1],
    ["approve(address,address,uint256)", 1, 2, 0],
    ["setApprovalForAll(address,bool)", 0],
  ],
  mint: [
    ["mint(address,uint256)", 0, 1],
    ["mintTo(address,uint256)", 0, 1],
    ["issue(address,uint256)", 0, 1],
    ["plot(address,uint256)", 0, 1],
  ],
  control: [
    ["transferOwnership(address)", 0],
    ["setOwner(address)", 0],
    ["changeOwner(address)", 0],
    ["setGovernance(address)", 0],
    ["setGov(address)", 0],
    ["setAdmin(address)", 0],
    ["changeAdmin(address)", 0],
    ["changeProxyAdmin(address,address)", 1],
    ["_setAdmin(address)", 0],
    ["setPendingAdmin(address)", 0],
    ["_setPendingAdmin(address)", 0],
    ["_setPendingGov(address)", 0],
    ["_initiate(address)", 0],
    ["beginDefaultAdminTransfer(address)", 0],
    ["grantRole(bytes32,address)", 1],
    ["grantRole(uint64,address,uint32)", 1],
    ["setAuthority(address)", 0],
    ["rely(address)", 0],
    ["addMinter(address)", 0],
    ["setMinter(address)", 0],
    ["setMinter(address,bool)", 0],
    ["enableModule(address)", 0],
    ["addOwnerWithThreshold(address,uint256)", 0],
    ["swapOwner(address,address,address)", 2],
    ["setTimelock(address)", 0],
    ["updateTimelock(address)", 0],
    ["setController(address)", 0],
    ["setEmergencyAdmin(address)", 0],
    ["setGuardianAddress(address)", 0],
    ["initialize(address)", 0],
    ["initialize(address,address)", 0],
    ["initialize(address,uint256,uint256,uint256,uint16,address)", 5],
  ],
  code: [
    ["upgradeTo(address)", 0],
    ["upgradeToAndCall(address,bytes)", 0],
    ["upgrade(address,address)", 1],
    ["upgradeAndCall(address,address,bytes)", 1],
    ["setImplementation(address)", 0],
    ["_setImplementation(address)", 0],
    ["_setImplementation(address,bool,bytes)", 0],
    ["_setPendingImplementation(address)", 0],
    ["deployAndUpgradeTo(address,address)"],
    ["_become(address)"],
    ["setFactory(address,address)", 1],
    ["diamondCut((address,uint8,bytes4[])[],address,bytes)", 1],
    ["execute()"],
    ["executeProposal()"],
    ["commit(address)", 0],
  ],
  oracle: [
    ["_setPriceOracle(address)", 0],
    ["setPriceOracle(address)", 0],
    ["setOracle(address)", 0],
    ["setOracle(address,address)", 1],
    ["setAssetSources(address[],address[])"],
    ["setFeed(address,address)", 1],
    ["setPriceSubmitter(address)", 0],
    ["addValidator(address,uint256)", 0],
    ["addValidator(address)", 0],
  ],
  voting: [
    ["setDelay(uint256)"],
    ["updateDelay(uint256)"],
    ["setVotingDelay(uint48)"],
    ["_setVotingDelay(uint256)"],
    ["setVotingPeriod(uint32)"],
    ["_setVotingPeriod(uint256)"],
    ["setProposalThreshold(uint256)"],
    ["_setProposalThreshold(uint256)"],
    ["updateQuorumNumerator(uint256)"],
    ["setQuorum(uint256)"],
    ["_setWhitelistGuardian(address)", 0],
    ["_setProposalGuardian((address,uint96))"],
  ],
  destroy: [["kill()"], ["destroy()"], ["selfDestruct()"], ["emergencyStop()"], ["shutdown()"]],
};

/** Functions that carry other calls: `nested.ts` looks through them. */
const CARRIERS = [
  "multicall(bytes[])",
  "multicall(uint256,bytes[])",
  "aggregate((address,bytes)[])",
  "tryAggregate(bool,(address,bytes)[])",
  "aggregate3((address,bool,bytes)[])",
  "aggregate3Value((address,bool,uint256,bytes)[])",
  "execute(address,uint256,bytes)",
  "execute(address,bytes)",
  "relay(address,uint256,bytes)",
  "execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)",
  "execTransactionFromModule(address,uint256,bytes,uint8)",
  "multiSend(bytes)",
  "forward(bytes)",
  "schedule(address,uint256,bytes,bytes32,bytes32,uint256)",
  "scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)",
  "execute(address,uint256,bytes,bytes32,bytes32)",
  "executeBatch(address[],uint256[],bytes[],bytes32,bytes32)",
  "queueTransaction(address,uint256,string,bytes,uint256)",
  "executeTransaction(address,uint256,string,bytes,uint256)",
  "queueTransaction(address,uint256,string,bytes,uint256,bool)",
  "executeTransaction(address,uint256,string,bytes,uint256,bool)",
  "queue(address[],uint256[],string[],bytes[],bool[])",
  "propose(address[],uint256[],bytes[],string)",
  "propose(address[],uint256[],string[],bytes[],string)",
  "sendMessageToChild(address,bytes)",
  "sendMessage(address,bytes,uint32)",
] as const;

const index = (at: number | undefined): number | null => (at === undefined || at < 0 ? null : at);

function known(signature: string, kind: EffectKind | null, row: Row): [Hex, KnownFunction] {
  const fragment = FunctionFragment.from(`function ${signature}`);
  const [, to, amount, token] = row;
  return [
    fragment.selector as Hex,
    { fragment, kind, to: index(to), amount: index(amount), token: index(token) },
  ];
}

/** Selector -> function. A selector that this table lacks is unknown, not harmless. */
export const FUNCTIONS: ReadonlyMap<Hex, KnownFunction> = new Map([
  ...CARRIERS.map((signature) => known(signature, null, [signature])),
  ...Object.entries(ROWS).flatMap(([kind, rows]) =>
    rows.map((row) => known(row[0], kind as EffectKind, row)),
  ),
]);

/** `name(types)` of a fragment, as hashed for its selector. */
export const signatureOf = (fragment: FunctionFragment): string => fragment.format("sighash");
