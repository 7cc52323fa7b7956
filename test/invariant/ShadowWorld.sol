// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {IShadowLedger} from "../../contracts/interfaces/IShadowLedger.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId} from "../../contracts/types/MarketId.sol";
import {vm} from "../mocks/Vm.sol";
import {ShadowSources} from "./ShadowSources.sol";
import {deployBuilt} from "./deployBuilt.sol";

/// @notice A committee, a registry and a shadow ledger beside them, and what a bookkeeper would note of its records.
abstract contract ShadowWorld {
    /// @param events Of the key and the model, as `losses` and `committeeLosses` are.
    struct Book {
        uint256 events;
        uint256 losses;
        uint256 committeeLosses;
    }

    uint256 public constant KEYS = 6;
    uint256 internal constant SEATS = 4;
    uint256 internal constant MARKETS = 2;
    uint256 internal constant MAX_AGE = 2 hours;
    uint16 internal constant ABSTAIN = 0x3FFF;
    bytes32 internal constant LISTED = keccak256("markets");

    ICommittee public immutable committee;
    IModelRegistry public immutable registry;
    IShadowLedger public immutable shadow;
    ShadowSources internal immutable _sources;

    /// @notice Models ever proposed; the last two are in shadow.
    bytes32[] public models;
    mapping(uint256 key => mapping(bytes32 model => Book)) private _books;
    mapping(bytes32 forecast => bool) private _isCounted;
    /// @dev Of the seats: which key sits first.
    uint256 private _first;
    address[KEYS + 1] private _signers;

    constructor() {
        vm.warp(1_700_000_000);
        for (uint256 key = 1; key <= KEYS; ++key) _signers[key] = vm.addr(key);
        registry = IModelRegistry(deployBuilt("ModelRegistry", abi.encode(address(this), address(0))));
        bytes memory arguments = abi.encode(registry, address(0), address(this), address(0));
        committee = ICommittee(deployBuilt("Committee", arguments));
        _shadowModel();
        registry.activate(models[0]);
        _seat(0);
        _sources = new ShadowSources(committee, Duration.wrap(uint32(MAX_AGE)));
        MarketId[] memory ids = new MarketId[](MARKETS);
        for (uint256 i = 0; i < MARKETS; ++i) ids[i] = _idOf(i);
        _sources.list(LISTED, ids);
        shadow = IShadowLedger(deployBuilt("ShadowLedger", abi.encode(_sources, registry)));
        _shadowModel();
        _shadowModel();
    }

    /// @notice What the ledger should say of a key and a model.
    function bookOf(uint256 key, bytes32 model) external view returns (Book memory) {
        return _books[key][model];
    }

    function modelCount() external view returns (uint256) {
        return models.length;
    }

    function signerOf(uint256 key) public view returns (address) {
        return _signers[key];
    }

    /// @dev C2: everything that decides a score or a weight, and the stages of the models that are in shadow.
    function _decisive() internal view returns (bytes32) {
        bool last = registry.isShadow(models[models.length - 1]);
        bool other = registry.isShadow(models[models.length - 2]);
        bool first = registry.isActive(models[0]);
        return
            keccak256(abi.encode(committee.digest(), committee.weights(), registry.retirements(), last, other, first));
    }

    function _shadowModel() internal {
        bytes32 model = keccak256(abi.encode("model", models.length));
        registry.propose(model, keccak256("features"), "");
        registry.startShadow(model, keccak256("features"), "");
        models.push(model);
    }

    /// @dev Other keys in the seats; all run the model that was activated first.
    function _seat(uint256 first) internal {
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](SEATS);
        _first = first % KEYS;
        for (uint256 i = 0; i < SEATS; ++i) {
            members[i] = ICommittee.MemberConfig({
                signer: signerOf(_keyAt(i)),
                operator: signerOf(_keyAt(i)),
                modelHash: models[0],
                weightBps: 25_00
            });
        }
        committee.configure(members, 1, 1, 1);
    }

    function _sits(uint256 key) internal view returns (bool) {
        for (uint256 i = 0; i < SEATS; ++i) if (_keyAt(i) == key) return true;
        return false;
    }

    /// @dev Whether this forecast has been counted, and from now on it has.
    function _countOnce(uint256 key, bytes32 model, uint256 market, uint64 round) internal returns (bool isNew) {
        bytes32 forecast = keccak256(abi.encode(key, model, market, round));
        isNew = !_isCounted[forecast];
        _isCounted[forecast] = true;
    }

    function _isNew(uint256 key, bytes32 model, uint256 market, uint64 round) internal view returns (bool) {
        return !_isCounted[keccak256(abi.encode(key, model, market, round))];
    }

    function _note(uint256 key, bytes32 model, uint16 forecast, uint16 median, bool came) internal {
        Book storage book = _books[key][model];
        ++book.events;
        book.losses += _loss(forecast, came);
        book.committeeLosses += _loss(median, came);
    }

    function _idOf(uint256 market) internal pure returns (MarketId) {
        return MarketId.wrap(keccak256(abi.encode("market", market)));
    }

    function _pinOf(uint64 observedAt) internal pure returns (uint160) {
        return uint160(uint256(keccak256(abi.encode(LISTED, observedAt))));
    }

    function _keyAt(uint256 seat) internal view returns (uint256) {
        return 1 + ((_first + seat) % KEYS);
    }

    function _loss(uint256 forecast, bool came) private pure returns (uint256) {
        return came ? (100_00 - forecast) ** 2 : forecast ** 2;
    }
}
