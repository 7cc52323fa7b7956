// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice What the oracle's governor calls.
interface IMarketsConfigurable {
    function configureMarkets(IRiskOracle.Market[] calldata newMarkets) external;
}

/// @notice A registry, a committee and an oracle under one governor, and what a bookkeeper beside them would note: the
/// members, their models, who is suspended, which markets are listed and which score each should have.
///
/// The bookkeeping shares no code with what it is held against.
abstract contract OracleWorld {
    error NotDeployed(string name);

    struct Member {
        uint256 key;
        address signer;
        address operator;
        bytes32 model;
        uint16 weight;
    }

    uint256 internal constant KEYS = 12;
    uint256 internal constant MARKETS = 4;
    uint256 internal constant ROUND = 1 hours;
    uint256 internal constant MAX_AGE = 2 hours;
    uint256 internal constant TOLERANCE = 60;
    address internal constant POOL = address(0xA11CE);
    address internal constant REVOKER = address(0x4E40C);

    IModelRegistry public immutable registry;
    ICommittee public immutable committee;
    IRiskOracle public immutable oracle;

    Member[] internal _members;
    uint256 internal _faults;
    uint256 internal _minModels;
    uint256 internal _minOperators;
    mapping(address signer => bool) internal _suspended;
    bytes32[] internal _models;
    mapping(bytes32 model => bool) internal _active;
    mapping(bytes32 digest => bool) private _seen;

    /// @dev Indices of the listed markets, in their order, and each market's threshold.
    uint256[] internal _listed;
    uint256[MARKETS] internal _threshold;
    IRiskOracle.ScoreRecord[MARKETS] internal _expected;

    /// @notice How often each numbered guarantee was seen broken; `C1` is 101 and `C2` is 102.
    mapping(uint256 guarantee => uint256) public broken;

    constructor() {
        vm.warp(1_700_000_000);
        vm.roll(20_000_000);
        registry = IModelRegistry(_deploy("ModelRegistry", abi.encode(address(this), REVOKER)));
        committee = ICommittee(_deploy("Committee", abi.encode(registry, address(0), address(this), REVOKER)));
        oracle = IRiskOracle(_deploy("RiskOracle", abi.encode(committee, ROUND, MAX_AGE, address(this))));
        _configure(1);
        _list(15);
    }

    /// @notice The record that market `index` should have now; no contributors where it should have none.
    function expected(uint256 index) external view returns (IRiskOracle.ScoreRecord memory) {
        return _expected[index];
    }

    function idOf(uint256 index) public view returns (MarketId) {
        return MarketId.wrap(keccak256(abi.encode(block.chainid, MarketKind.Collateral, POOL, bytes32(index + 1))));
    }

    /// @dev A committee of 4, 7 or 10 members with unequal weights, drawn from the same keys again and again.
    function _configure(uint256 seed) internal {
        while (_activeModels() < 3) _addModel();
        _faults = 1 + (seed % 3);
        uint256 n = 3 * _faults + 1;
        uint256 least = 100_00 / n;
        uint256 shift = least / (2 * _faults + 4);
        delete _members;
        ICommittee.MemberConfig[] memory configs = new ICommittee.MemberConfig[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 key = 1 + ((seed / 3 + i) % KEYS);
            uint256 weight = i + 1 == n ? 100_00 - least * (n - 1) : least;
            if (i + 1 < n) weight = i % 2 == 0 ? weight + shift : weight - shift;
            bytes32 model = _activeModel(i + (i * (seed % 1000)) / 7);
            address operator = address(uint160(0x09E7 + (i % (2 + (seed % n)))));
            _members.push(Member(key, vm.addr(key), operator, model, uint16(weight)));
            configs[i] = ICommittee.MemberConfig(vm.addr(key), operator, model, uint16(weight));
        }
        if (n % 2 == 0) _settle(configs, shift);
        _minModels = 1 + (seed % _distinct((1 << n) - 1));
        _minOperators = 1 + ((seed / 7) % _distinctOperators((1 << n) - 1));
        committee.configure(configs, uint8(_faults), uint8(_minModels), uint8(_minOperators));
        _checkDigest();
    }

    /// @dev With an odd number of shifted members one shift is left over: the last member bears it.
    function _settle(ICommittee.MemberConfig[] memory configs, uint256 shift) private {
        uint256 last = configs.length - 1;
        configs[last].weightBps -= uint16(shift);
        _members[last].weight -= uint16(shift);
    }

    /// @dev Lists the markets of the bitmap; bits 4 and up choose each one's event, and the order.
    function _list(uint256 seed) internal {
        uint256 bitmap = seed % 16 == 0 ? 15 : seed % 16;
        uint256[MARKETS] memory old = _threshold;
        delete _listed;
        delete _threshold;
        for (uint256 i = 0; i < MARKETS; ++i) {
            uint256 market = (i + (seed >> 8)) % MARKETS;
            if ((bitmap >> market) & 1 == 0) continue;
            _listed.push(market);
            _threshold[market] = (seed >> (4 + market)) & 1 == 1 ? 5_00 : 8_00;
        }
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](_listed.length);
        for (uint256 i = 0; i < markets.length; ++i) markets[i] = _market(_listed[i]);
        IMarketsConfigurable(address(oracle)).configureMarkets(markets);
        for (uint256 i = 0; i < MARKETS; ++i) if (_threshold[i] != old[i]) _forget(i);
    }

    function _market(uint256 index) private view returns (IRiskOracle.Market memory) {
        return
            IRiskOracle.Market({
                kind: MarketKind.Collateral,
                target: POOL,
                subject: bytes32(index + 1),
                threshold: Bps.wrap(uint16(_threshold[index])),
                horizon: Duration.wrap(1 days),
                referenceFeed: address(0xFEED)
            });
    }

    /// @dev A score of another event is no score of this one; its round stays spent.
    function _forget(uint256 market) private {
        IRiskOracle.ScoreRecord memory kept;
        kept.round = _expected[market].round;
        kept.observedAt = _expected[market].observedAt;
        kept.blockNumber = _expected[market].blockNumber;
        _expected[market] = kept;
    }

    /// @dev R2: a digest that came back would let old signatures count again.
    function _checkDigest() internal {
        bytes32 digest = committee.digest();
        if (_seen[digest]) ++broken[2];
        _seen[digest] = true;
    }

    function _eligible(uint256 member) internal view returns (bool) {
        return !_suspended[_members[member].signer] && _active[_members[member].model];
    }

    /// @dev Distinct models among the members of a bitmap.
    function _distinct(uint256 bitmap) internal view returns (uint256 count) {
        for (uint256 i = 0; i < _members.length; ++i) {
            if ((bitmap >> i) & 1 == 0) continue;
            bool first = true;
            for (uint256 j = 0; j < i; ++j) {
                if ((bitmap >> j) & 1 == 1 && _members[j].model == _members[i].model) first = false;
            }
            if (first) ++count;
        }
    }

    function _distinctOperators(uint256 bitmap) internal view returns (uint256 count) {
        for (uint256 i = 0; i < _members.length; ++i) {
            if ((bitmap >> i) & 1 == 0) continue;
            bool first = true;
            for (uint256 j = 0; j < i; ++j) {
                if ((bitmap >> j) & 1 == 1 && _members[j].operator == _members[i].operator) first = false;
            }
            if (first) ++count;
        }
    }

    function _addModel() private {
        bytes32 model = keccak256(abi.encode("model", _models.length));
        registry.propose(model, keccak256("features"), "");
        registry.startShadow(model, keccak256("features"), "");
        registry.activate(model);
        _models.push(model);
        _active[model] = true;
    }

    function _activeModels() private view returns (uint256 count) {
        for (uint256 i = 0; i < _models.length; ++i) if (_active[_models[i]]) ++count;
    }

    function _activeModel(uint256 nth) private view returns (bytes32) {
        nth = nth % _activeModels();
        uint256 i = 0;
        for (uint256 seen = 0; ; ++i) {
            if (_active[_models[i]] && seen++ == nth) return _models[i];
        }
        return _models[i];
    }

    /// @dev The build itself, with the settings that it is deployed with.
    function _deploy(string memory name, bytes memory arguments) private returns (address deployed) {
        bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        // Safe: reads the memory that `code` owns, its length first.
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        if (deployed == address(0)) revert NotDeployed(name);
    }
}
