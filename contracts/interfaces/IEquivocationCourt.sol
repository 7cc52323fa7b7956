// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "./IRiskOracle.sol";

/// @notice Where anyone proves that a member signed two observations for one round.
interface IEquivocationCourt {
    error ZeroOracle();
    error ZeroCommittee();
    error ZeroBonds();
    /// @notice The signer was slashed before: it can lose its bond only once.
    error ProvenAlready(address signer);

    /// @notice `signer` signed both digests for `round`.
    /// @param suspended The signer was an active member, and is suspended now.
    /// @param slashed What its bond was.
    event EquivocationProven(
        address indexed signer,
        uint64 indexed round,
        bytes32 firstDigest,
        bytes32 secondDigest,
        address reporter,
        bool suspended,
        uint256 slashed
    );

    /// @notice Suspends and slashes whoever signed both observations. Anyone may call it; the caller is the reporter.
    /// The configurations that the observations name do not matter: a member signs once for a round, whatever changes
    /// in it. Neither does whether the signer is still, or ever was, a member: its bond is lost all the same.
    ///
    /// Whoever sees a proof before it is mined can bring it as its own. That costs the first reporter the share and
    /// nobody else anything: the member is out in the same block. Who wants the share sends its proof privately.
    /// @param a One observation, with the halves `ra` and `vsa` of its EIP-2098 signature.
    /// @param b The other one, with `rb` and `vsb`.
    function prove(
        IRiskOracle.Observation calldata a,
        bytes32 ra,
        bytes32 vsa,
        IRiskOracle.Observation calldata b,
        bytes32 rb,
        bytes32 vsb
    ) external;
}
