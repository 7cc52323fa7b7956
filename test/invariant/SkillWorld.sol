// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";
import {FeedBook} from "./FeedBook.sol";
import {IMarketsConfigurable} from "./OracleWorld.sol";
import {deployBuilt} from "./deployBuilt.sol";

/// @notice A committee whose skill a ledger judges on two markets, and each committee and each set of markets that there
/// ever was, as a bookkeeper beside them would note them.
abstract contract SkillWorld is FeedBook {
    struct Chair {
        uint8 key;
        uint8 operator;
        uint8 model;
        uint16 weight;
    }

    /// @param version Of the configuration that it belongs to.
    struct Roster {
        bytes32 digest;
        uint32 version;
        uint8 faults;
        Chair[] chairs;
    }

    struct Listing {
        bytes32 digest;
        uint16[FEEDS] thresholds;
    }

    uint256 internal constant KEYS = 10;
    uint256 internal constant MODELS = 3;
    uint256 internal constant ROUND = 1 hours;
    uint256 internal constant MAX_AGE = 2 hours;
    uint256 internal constant EPOCH = 1 days;
    uint32 internal constant MIN_EVENTS = 1;
    uint16 internal constant LEARNING_RATE = 2;
    uint16 internal constant STEP = 20_00;
    uint16 internal constant FLOOR = 8_00;
    uint16 internal constant OPERATOR_CAP = 52_00;
    uint16 internal constant MODEL_CAP = 54_00;
    address private constant POOL = address(0xA11CE);

    ICommittee public immutable committee;
    IRiskOracle public immutable oracle;
    ISkillLedger public immutable ledger;

    Roster[] internal _rosters;
    /// @dev Which roster the DAO configured last; the others of its version moved weights or suspended.
    uint256 internal _base;
    Listing[] internal _listings;
    address[KEYS + 1] private _signers;

    constructor() {
        address registry = deployBuilt("ModelRegistry", abi.encode(address(this), address(0)));
        committee = ICommittee(deployBuilt("Committee", abi.encode(registry, address(0), address(this), address(0))));
        oracle = IRiskOracle(deployBuilt("RiskOracle", abi.encode(committee, ROUND, MAX_AGE, address(this))));
        for (uint8 model = 0; model < MODELS; ++model) {
            IModelRegistry(registry).propose(_model(model), keccak256("features"), "");
            IModelRegistry(registry).startShadow(_model(model), keccak256("features"), "");
            IModelRegistry(registry).activate(_model(model));
        }
        for (uint256 key = 1; key <= KEYS; ++key) _signers[key] = vm.addr(key);
        _configure(0);
        _list(0);
        bytes memory policy = abi.encode(MIN_EVENTS, LEARNING_RATE, STEP, FLOOR, OPERATOR_CAP, MODEL_CAP);
        ledger = ISkillLedger(
            deployBuilt("SkillLedger", bytes.concat(abi.encode(committee, oracle, GAP_LIMIT, EPOCH), policy))
        );
        IAccessControl(address(committee)).grantRole(keccak256("WEIGHER_ROLE"), address(ledger));
    }

    function idOf(uint256 market) public view returns (MarketId) {
        return MarketId.wrap(keccak256(abi.encode(block.chainid, _kind(market), POOL, bytes32(market + 1))));
    }

    function signerOf(uint256 key) public view returns (address) {
        return _signers[key];
    }

    /// @dev Four or seven members of equal weight, some of one operator, some with one model.
    function _configure(uint256 seed) internal {
        uint256 faults = seed % 4 == 3 ? 2 : 1;
        uint256 n = 3 * faults + 1;
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](n);
        _base = _rosters.length;
        Roster storage roster = _rosters.push();
        for (uint256 i = 0; i < n; ++i) {
            uint8 key = uint8(1 + ((seed / 4 + i) % KEYS));
            uint16 weight = uint16(i + 1 == n ? 100_00 - (100_00 / n) * (n - 1) : 100_00 / n);
            Chair memory chair = Chair(key, key % 3, uint8((key + seed / 64) % MODELS), weight);
            roster.chairs.push(chair);
            members[i] = ICommittee.MemberConfig({
                signer: _signers[key],
                operator: address(uint160(0x0b) + chair.operator),
                modelHash: _model(chair.model),
                weightBps: weight
            });
        }
        committee.configure(members, uint8(faults), 1, 1);
        (roster.digest, roster.version, roster.faults) = (committee.digest(), committee.version(), uint8(faults));
    }

    /// @dev The present roster under its new digest, with other weights where they were moved.
    function _renew(uint16[] memory weights) internal {
        Roster storage old = _rosters[_rosters.length - 1];
        Roster storage roster = _rosters.push();
        (roster.digest, roster.version, roster.faults) = (committee.digest(), old.version, old.faults);
        for (uint256 i = 0; i < old.chairs.length; ++i) {
            roster.chairs.push(old.chairs[i]);
            if (weights.length > 0) roster.chairs[i].weight = weights[i];
        }
    }

    /// @dev Both markets, with thresholds that prices often meet exactly.
    function _list(uint256 seed) internal {
        Listing memory listing;
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](FEEDS);
        for (uint256 i = 0; i < FEEDS; ++i) {
            listing.thresholds[i] = (seed >> i) & 1 == 0 ? 5_00 : 10_00;
            markets[i] = IRiskOracle.Market({
                kind: _kind(i),
                target: POOL,
                subject: bytes32(i + 1),
                threshold: Bps.wrap(listing.thresholds[i]),
                horizon: Duration.wrap(uint32(_horizon(i))),
                referenceFeed: address(_feeds[i])
            });
        }
        IMarketsConfigurable(address(oracle)).configureMarkets(markets);
        listing.digest = oracle.marketsDigest();
        _listings.push(listing);
    }

    function _roster() internal view returns (Roster storage) {
        return _rosters[_rosters.length - 1];
    }

    function _horizon(uint256 market) internal pure returns (uint256) {
        return (market + 1) * 3 hours;
    }

    function _model(uint8 model) internal pure returns (bytes32) {
        return keccak256(abi.encode("model", model));
    }

    function _kind(uint256 market) private pure returns (MarketKind) {
        return market == 0 ? MarketKind.Collateral : MarketKind.Peg;
    }
}
