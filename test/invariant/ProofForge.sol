// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {BondsWorld} from "./BondsWorld.sol";
import {signCompact, typedHash} from "./signObservation.sol";

/// @notice Signs observations, once or twice for a round, and makes of them what proves something or nothing.
abstract contract ProofForge is BondsWorld {
    /// @dev Why a pair of observations proves nothing.
    enum Nonsense {
        SameTwice,
        OtherRound,
        AnothersSignature,
        AlteredAfterwards,
        Swapped,
        OtherOracle,
        OtherChain,
        HighS,
        NoSignature
    }

    struct Exhibit {
        IRiskOracle.Observation observation;
        bytes32 r;
        bytes32 vs;
    }

    uint256 internal constant ROUNDS = 2;
    uint256 internal constant NONSENSE = uint256(Nonsense.NoSignature) + 1;
    uint256 private constant OTHER_ORACLE = 2;
    uint256 private constant OTHER_CHAIN = 3;
    /// @dev secp256k1's order.
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    /// @dev Signed beforehand, since signing is slow: two observations a round, and the second one for another oracle
    /// and another chain.
    mapping(bytes32 what => bytes32[2]) private _signatures;
    /// @dev Bit v: the key signed observation v of the round, for all to see.
    mapping(uint256 key => mapping(uint256 round => uint256)) internal _signed;

    constructor() {
        for (uint256 key = 1; key <= KEYS; ++key) {
            for (uint256 round = 0; round < ROUNDS; ++round) {
                for (uint256 which = 0; which <= OTHER_CHAIN; ++which) _presign(key, round, which);
            }
        }
    }

    /// @dev The key signs its own one observation of the round.
    function _signHonestly(uint256 key, uint256 round) internal returns (uint256 which) {
        uint256 before = _signed[key][round];
        which = before == 0 ? key % 2 : (before == 2 ? 1 : 0);
        _signed[key][round] = before | (1 << which);
    }

    function _isGuilty(uint256 key) internal view returns (bool) {
        return _signed[key][0] == 3 || _signed[key][1] == 3;
    }

    /// @dev What proves that a guilty key is guilty.
    function _evidence(uint256 key, bool otherOrder) internal view returns (Exhibit memory a, Exhibit memory b) {
        uint256 round = _signed[key][0] == 3 ? 0 : 1;
        (a, b) = (_exhibit(key, round, 0), _exhibit(key, round, 1));
        if (otherOrder) (a, b) = (b, a);
    }

    /// @dev What proves nothing, and with which errors it may be refused.
    function _nonsense(
        uint256 key,
        uint256 round,
        Nonsense kind
    ) internal returns (Exhibit memory a, Exhibit memory b, string[2] memory errors) {
        uint256 which = _signHonestly(key, round);
        a = _exhibit(key, round, which);
        b = _exhibit(key, round, 1 - which);
        errors = ["SignersDiffer(address,address)", "NobodySigned(bytes32)"];
        if (kind == Nonsense.SameTwice) {
            b = a;
            errors[0] = "SameObservation(bytes32)";
        } else if (kind == Nonsense.OtherRound) {
            b = _exhibit(key, 1 - round, _signHonestly(key, 1 - round));
            errors[0] = "RoundsDiffer(uint64,uint64)";
        } else if (kind == Nonsense.AnothersSignature) {
            uint256 other = 1 + (key % KEYS);
            b = _exhibit(other, round, _signHonestly(other, round));
        } else if (kind == Nonsense.AlteredAfterwards) {
            b = _exhibit(key, round, which);
            b.observation.scores = hex"0001";
        } else if (kind == Nonsense.Swapped) {
            (a.r, a.vs, b.r, b.vs) = (b.r, b.vs, a.r, a.vs);
        } else {
            _spoilSignature(b, key, round, kind);
        }
    }

    function _spoilSignature(Exhibit memory b, uint256 key, uint256 round, Nonsense kind) private view {
        if (kind == Nonsense.NoSignature) (b.r, b.vs) = (0, 0);
        else if (kind == Nonsense.HighS) {
            // EIP-2098 has no room for it beside the parity: s keeps its high bit, and the parity is lost.
            uint256 s = uint256(b.vs) & (type(uint256).max >> 1);
            b.vs = bytes32(ORDER - s);
        } else {
            uint256 which = kind == Nonsense.OtherOracle ? OTHER_ORACLE : OTHER_CHAIN;
            bytes32[2] memory signature = _signatures[_name(key, round, which)];
            b.observation = _observation(key, round, 1);
            (b.r, b.vs) = (signature[0], signature[1]);
        }
    }

    function _exhibit(uint256 key, uint256 round, uint256 which) private view returns (Exhibit memory exhibit) {
        bytes32[2] memory signature = _signatures[_name(key, round, which)];
        exhibit = Exhibit(_observation(key, round, which), signature[0], signature[1]);
    }

    function _presign(uint256 key, uint256 round, uint256 which) private {
        IRiskOracle.Observation memory observation = _observation(key, round, which > 1 ? 1 : which);
        uint256 chainId = which == OTHER_CHAIN ? block.chainid + 1 : block.chainid;
        address verifier = which == OTHER_ORACLE ? address(this) : address(oracle);
        (bytes32 r, bytes32 vs) = signCompact(key, typedHash(observation, chainId, verifier));
        _signatures[_name(key, round, which)] = [r, vs];
    }

    function _observation(
        uint256 key,
        uint256 round,
        uint256 which
    ) private pure returns (IRiskOracle.Observation memory observation) {
        observation.round = uint64(1_000 + round);
        observation.observedAt = uint64(observation.round * 1 hours + which);
        observation.snapshotRoot = keccak256(abi.encode(key));
        observation.scores = hex"0102";
    }

    function _name(uint256 key, uint256 round, uint256 which) private pure returns (bytes32) {
        return keccak256(abi.encode(key, round, which));
    }
}
