// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Bps} from "../types/Bps.sol";
import {Duration} from "../types/Duration.sol";

/// @notice What members stand to lose: stakes in one ERC-20, held against a signer's address.
interface IMemberBonds {
    /// @notice What a deployment fixes for good, but for the minimum, which moves between 1 and its maximum.
    /// @param minimumBond What a signer needs at first; 1 to `maximumMinimum`.
    /// @param maximumMinimum The most that the minimum can ever be raised to.
    /// @param reporterShare What a slashing gives to its reporter, at most one half: the rest is the treasury's, so
    /// that a signer that reports itself from another address still loses half or more.
    /// @param exitDelay How long a stake waits between request and withdrawal, liable all the while; above
    /// `longestHorizon + challengeTime`, at most a year.
    /// @param longestHorizon The longest horizon of any market's event.
    /// @param challengeTime How long after an event a proof may still be brought.
    /// @param raiseNotice How long a higher minimum waits before it counts: a week to a year.
    struct Terms {
        uint128 minimumBond;
        uint128 maximumMinimum;
        Bps reporterShare;
        Duration exitDelay;
        Duration longestHorizon;
        Duration challengeTime;
        Duration raiseNotice;
    }

    /// @param amount What its owner may withdraw, unless the signer is slashed first.
    /// @param exitAt When it may be withdrawn, unix seconds; zero while no exit is requested.
    struct Stake {
        uint128 amount;
        uint64 exitAt;
    }

    error ZeroToken();
    error ZeroTreasury();
    error ZeroSigner();
    error ZeroOwner();
    error AmountZero();
    error ZeroReporter();
    /// @notice The token took a fee, or moved tokens while it transferred.
    error WrongAmountReceived(uint256 received, uint256 expected);
    error NoStake(address signer, address owner);
    /// @notice This owner's stake for this signer is on its way out: cancel the exit or withdraw first.
    error ExitRequestedAlready(address signer, address owner, uint64 exitAt);
    error ExitNotRequested(address signer, address owner);
    error ExitTooEarly(uint64 exitAt, uint256 timestamp);
    /// @notice The signer is barred for ever, and what was staked for it is gone.
    error SignerSlashed(address signer);
    error NothingOwed(address account);

    /// @notice `amount` came from `payer`; only `owner` can take it out again.
    event BondDeposited(address indexed signer, address indexed owner, address payer, uint256 amount);
    event ExitRequested(address indexed signer, address indexed owner, uint256 amount, uint64 exitAt);
    event ExitCancelled(address indexed signer, address indexed owner, uint256 amount);
    event BondWithdrawn(address indexed signer, address indexed owner, uint256 amount);
    /// @notice Every stake for the signer is gone: `toReporter` is owed to the reporter, the rest to the treasury.
    event BondSlashed(address indexed signer, address indexed reporter, uint256 amount, uint256 toReporter);
    /// @notice From `effectiveAt` on a signer needs `minimumBond`.
    event MinimumBondChanged(uint128 minimumBond, uint64 effectiveAt);
    event OwedPaid(address indexed account, uint256 amount);

    /// @notice Adds `amount`, taken from the caller, to `owner`'s stake for `signer`. Anyone may pay, for any signer
    /// and to any owner. A stake is its owner's alone: who else stakes for the signer can neither withdraw it nor
    /// hold it back, and so cannot come first to anything either.
    function deposit(address signer, address owner, uint128 amount) external;

    /// @notice Starts the way out of the caller's whole stake for `signer`. It stops counting for the signer at once,
    /// and stays liable until it is withdrawn.
    function requestExit(address signer) external;

    /// @notice Lets the caller's stake count again; a later exit waits anew.
    function cancelExit(address signer) external;

    /// @notice Pays the caller's stake out to it, once the exit delay has passed.
    function withdraw(address signer) external;

    /// @notice Takes every stake for `signer`, those on their way out too, and bars the signer for ever. Moves no
    /// token, so that no token can prevent it. Only for SLASHER_ROLE.
    /// @return slashed What was taken; may be zero.
    function slash(address signer, address reporter) external returns (uint256 slashed);

    /// @notice Pays out what slashings owe to `account`. Anyone may call it.
    function collect(address account) external;

    /// @notice Sets what a signer needs, 1 to `maximumMinimum`. A lower one counts at once, a higher one after
    /// `raiseNotice`, in which members can add to their bonds: no raise makes them suspendable by surprise. Replaces
    /// a raise that still waits. Only through the timelock; an operator would when the token's price has moved.
    function setMinimumBond(uint128 newMinimum) external;

    /// @notice Whether the stakes for `signer` that are not on their way out reach the minimum, and it was never
    /// slashed.
    function isBonded(address signer) external view returns (bool);

    /// @notice Whether `signer` was slashed, and is barred for ever.
    function isSlashed(address signer) external view returns (bool);

    /// @notice The stakes for `signer` that count: those that are not on their way out.
    function bondOf(address signer) external view returns (uint256);

    /// @notice All that a slashing of `signer` would take now.
    function liableOf(address signer) external view returns (uint256);

    /// @notice One owner's stake for `signer`; nothing after a slashing.
    function stakeOf(address signer, address owner) external view returns (Stake memory);

    /// @notice What slashings owe to `account` and `collect` pays.
    function owedTo(address account) external view returns (uint256);

    /// @notice What a signer needs now.
    function minimumBond() external view returns (uint128);

    /// @notice What a signer will need, and from when; the present minimum where no raise waits.
    function nextMinimumBond() external view returns (uint128 minimum, uint64 effectiveAt);
}
