// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "./interfaces/ICommittee.sol";
import {IEquivocationCourt} from "./interfaces/IEquivocationCourt.sol";
import {IMemberBonds} from "./interfaces/IMemberBonds.sol";
import {IRiskOracle} from "./interfaces/IRiskOracle.sol";
import {EquivocationProof} from "./libraries/EquivocationProof.sol";

/// @title EquivocationCourt
/// @notice Takes a proof that a member signed two observations for one round, and punishes it in the same transaction.
///
/// Time model: none. A proof is as good years later; whether there is still a bond to lose is for the bonds' exit delay.
///
/// Guarantees
/// - R11 Two different observations of one round, both signed by one key under the oracle's domain, suspend the member
///   that signs with it and slash its bond. Anyone may bring them, and nothing else does either.
/// - R11 One signed observation, however often it is signed, and observations of different rounds prove nothing.
/// - C1 Suspends below the quorum too: the committee then fails closed.
///
/// Holds REVOKER_ROLE in the committee and SLASHER_ROLE in the bonds, and no role in itself: nobody governs it. It makes
/// no call but to the contracts named here, and holds nothing.
///
/// Trusts: the committee, the bonds and the oracle that it was deployed for.
contract EquivocationCourt is IEquivocationCourt {
    using EquivocationProof for EquivocationProof.Signed;

    /// @notice Under whose domain members sign.
    IRiskOracle public immutable oracle;
    /// @notice Where members are suspended.
    ICommittee public immutable committee;
    /// @notice Where bonds are slashed.
    IMemberBonds public immutable bonds;

    /// @param newOracle Under whose domain members sign.
    /// @param newCommittee Where members are suspended.
    /// @param newBonds Where bonds are slashed.
    constructor(IRiskOracle newOracle, ICommittee newCommittee, IMemberBonds newBonds) {
        if (address(newOracle) == address(0)) revert ZeroOracle();
        if (address(newCommittee) == address(0)) revert ZeroCommittee();
        if (address(newBonds) == address(0)) revert ZeroBonds();
        oracle = newOracle;
        committee = newCommittee;
        bonds = newBonds;
    }

    /// @inheritdoc IEquivocationCourt
    function prove(
        IRiskOracle.Observation calldata a,
        bytes32 ra,
        bytes32 vsa,
        IRiskOracle.Observation calldata b,
        bytes32 rb,
        bytes32 vsb
    ) external override {
        // Check:
        bytes32 domain = oracle.domainSeparator();
        EquivocationProof.Signed memory first = EquivocationProof.recover(domain, a, ra, vsa);
        EquivocationProof.Signed memory second = EquivocationProof.recover(domain, b, rb, vsb);
        first.check(second);
        address signer = first.signer;
        if (bonds.isSlashed(signer)) revert ProvenAlready(signer);

        // Interaction:
        bool suspended = _suspend(signer);
        uint256 slashed = bonds.slash(signer, msg.sender);
        emit EquivocationProven({
            signer: signer,
            round: first.round,
            firstDigest: first.digest,
            secondDigest: second.digest,
            reporter: msg.sender,
            suspended: suspended,
            slashed: slashed
        });
    }

    /// @dev Whether there was an active member to suspend.
    function _suspend(address signer) private returns (bool) {
        (bool found, uint8 member) = committee.indexOf(signer);
        if (!found) return false;
        (, bool already) = committee.memberAt(member);
        if (already) return false;
        committee.suspend(member);
        return true;
    }
}
