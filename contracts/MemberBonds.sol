// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IMemberBonds} from "./interfaces/IMemberBonds.sol";
import {Governed} from "./libraries/Governed.sol";
import {requireInRange} from "./libraries/InRange.sol";
import {MinimumBond} from "./libraries/MinimumBond.sol";
import {Bps, ONE_BPS} from "./types/Bps.sol";
import {Duration} from "./types/Duration.sol";

/// @title MemberBonds
/// @notice What members stand to lose, in one ERC-20, held against their signers' addresses.
///
/// Time model: a stake leaves `exitDelay` after it was requested, counts for its signer until the request and is liable
/// until the withdrawal. The delay is longer than the longest horizon and the time to challenge it together.
///
/// Guarantees
/// - R11 A slashing takes every stake for the signer, those on their way out too, in one transaction that moves no
///   token, and bars the signer for ever.
/// - R11 The token balance is never below all live stakes and all that slashings owe together.
/// - R11 A stake goes back to its owner and to nobody else; nobody but the owner can start, delay or end its exit.
/// - C1 A higher minimum counts after `raiseNotice`, never above `maximumMinimum`.
///
/// Trusts: the token to keep balances and to move what it is told (a fee is noticed and refused; a token that shrinks
/// balances by itself must not be named); the slasher to slash the guilty only; the configurator (a timelock) with the
/// minimum within its bounds, and the admin with who slashes.
contract MemberBonds is IMemberBonds, Governed, ReentrancyGuardTransient {
    using MinimumBond for MinimumBond.State;
    using SafeERC20 for IERC20;

    /// @dev `counting` is staked and not on its way out, `liable` is all that is staked.
    struct Account {
        uint128 counting;
        uint128 liable;
        bool slashed;
    }

    /// @notice Held by courts: takes bonds.
    bytes32 public constant SLASHER_ROLE = keccak256("SLASHER_ROLE");
    uint256 public constant MAX_REPORTER_SHARE = 50_00;
    uint256 public constant MIN_RAISE_NOTICE = 7 days;
    uint256 public constant MAX_DELAY = 365 days;

    /// @notice What bonds are held in.
    IERC20 public immutable token;
    /// @notice Whom the DAO named to receive what slashings leave.
    address public immutable treasury;
    /// @notice Part of a slashed bond that its reporter gets.
    Bps public immutable reporterShare;
    /// @notice How long a stake waits between request and withdrawal.
    Duration public immutable exitDelay;

    MinimumBond.State private _minimum;
    mapping(address signer => Account) private _accounts;
    mapping(address signer => mapping(address owner => Stake)) private _stakes;
    mapping(address account => uint256 amount) private _owed;

    /// @param newToken What bonds are held in.
    /// @param newTreasury Receives what slashings leave.
    /// @param admin The DAO's timelock: names the slasher and moves the minimum.
    /// @param terms What is fixed for good, and the first minimum.
    constructor(IERC20 newToken, address newTreasury, address admin, Terms memory terms) Governed(admin, address(0)) {
        if (address(newToken) == address(0)) revert ZeroToken();
        if (newTreasury == address(0)) revert ZeroTreasury();
        requireInRange("reporterShare", terms.reporterShare.toUint(), 0, MAX_REPORTER_SHARE);
        uint256 shortest = terms.longestHorizon.toSeconds() + terms.challengeTime.toSeconds() + 1;
        requireInRange("exitDelay", terms.exitDelay.toSeconds(), shortest, MAX_DELAY);
        requireInRange("raiseNotice", terms.raiseNotice.toSeconds(), MIN_RAISE_NOTICE, MAX_DELAY);
        token = newToken;
        treasury = newTreasury;
        reporterShare = terms.reporterShare;
        exitDelay = terms.exitDelay;
        _minimum.start(terms.minimumBond, terms.maximumMinimum, terms.raiseNotice);
        emit MinimumBondChanged(terms.minimumBond, uint64(block.timestamp));
    }

    /// @inheritdoc IMemberBonds
    function deposit(address signer, address owner, uint128 amount) external override nonReentrant {
        // Check:
        if (signer == address(0)) revert ZeroSigner();
        if (owner == address(0)) revert ZeroOwner();
        if (amount == 0) revert AmountZero();
        _checkNotSlashed(signer);
        Stake storage stake = _stakes[signer][owner];
        if (stake.exitAt != 0) revert ExitRequestedAlready(signer, owner, stake.exitAt);

        // Effect:
        stake.amount += amount;
        _accounts[signer].counting += amount;
        _accounts[signer].liable += amount;
        emit BondDeposited(signer, owner, msg.sender, amount);

        // Interaction:
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received != amount) revert WrongAmountReceived(received, amount);
    }

    /// @inheritdoc IMemberBonds
    function requestExit(address signer) external override {
        // Check:
        Stake storage stake = _liveStake(signer);
        if (stake.exitAt != 0) revert ExitRequestedAlready(signer, msg.sender, stake.exitAt);

        // Effect:
        stake.exitAt = uint64(block.timestamp + exitDelay.toSeconds());
        _accounts[signer].counting -= stake.amount;
        emit ExitRequested(signer, msg.sender, stake.amount, stake.exitAt);
    }

    /// @inheritdoc IMemberBonds
    function cancelExit(address signer) external override {
        // Check:
        Stake storage stake = _exitingStake(signer);

        // Effect:
        stake.exitAt = 0;
        _accounts[signer].counting += stake.amount;
        emit ExitCancelled(signer, msg.sender, stake.amount);
    }

    /// @inheritdoc IMemberBonds
    function withdraw(address signer) external override nonReentrant {
        // Check:
        Stake memory stake = _exitingStake(signer);
        if (block.timestamp < stake.exitAt) revert ExitTooEarly(stake.exitAt, block.timestamp);

        // Effect:
        delete _stakes[signer][msg.sender];
        _accounts[signer].liable -= stake.amount;
        emit BondWithdrawn(signer, msg.sender, stake.amount);

        // Interaction:
        token.safeTransfer(msg.sender, stake.amount);
    }

    /// @inheritdoc IMemberBonds
    function slash(
        address signer,
        address reporter
    ) external override onlyRole(SLASHER_ROLE) nonReentrant returns (uint256 slashed) {
        // Check:
        if (reporter == address(0)) revert ZeroReporter();
        _checkNotSlashed(signer);

        // Effect:
        slashed = _accounts[signer].liable;
        _accounts[signer] = Account({counting: 0, liable: 0, slashed: true});
        // Down: what does not divide is the treasury's.
        uint256 toReporter = (slashed * reporterShare.toUint()) / ONE_BPS;
        _owed[reporter] += toReporter;
        _owed[treasury] += slashed - toReporter;
        emit BondSlashed(signer, reporter, slashed, toReporter);
    }

    /// @inheritdoc IMemberBonds
    function collect(address account) external override nonReentrant {
        // Check:
        uint256 amount = _owed[account];
        if (amount == 0) revert NothingOwed(account);

        // Effect:
        _owed[account] = 0;
        emit OwedPaid(account, amount);

        // Interaction:
        token.safeTransfer(account, amount);
    }

    /// @inheritdoc IMemberBonds
    function setMinimumBond(uint128 newMinimum) external override onlyRole(CONFIGURATOR_ROLE) {
        // Effect:
        uint64 effectiveAt = _minimum.set(newMinimum);
        emit MinimumBondChanged(newMinimum, effectiveAt);
    }

    /// @inheritdoc IMemberBonds
    function isBonded(address signer) external view override returns (bool) {
        // A slashed signer has nothing that counts, and the minimum is above zero.
        return _accounts[signer].counting >= _minimum.current();
    }

    /// @inheritdoc IMemberBonds
    function isSlashed(address signer) external view override returns (bool) {
        return _accounts[signer].slashed;
    }

    /// @inheritdoc IMemberBonds
    function bondOf(address signer) external view override returns (uint256) {
        return _accounts[signer].counting;
    }

    /// @inheritdoc IMemberBonds
    function liableOf(address signer) external view override returns (uint256) {
        return _accounts[signer].liable;
    }

    /// @inheritdoc IMemberBonds
    function stakeOf(address signer, address owner) external view override returns (Stake memory stake) {
        if (!_accounts[signer].slashed) stake = _stakes[signer][owner];
    }

    /// @inheritdoc IMemberBonds
    function owedTo(address account) external view override returns (uint256) {
        return _owed[account];
    }

    /// @inheritdoc IMemberBonds
    function minimumBond() external view override returns (uint128) {
        return _minimum.current();
    }

    /// @inheritdoc IMemberBonds
    function nextMinimumBond() external view override returns (uint128 minimum, uint64 effectiveAt) {
        return (_minimum.next, _minimum.effectiveAt);
    }

    function _checkNotSlashed(address signer) private view {
        if (_accounts[signer].slashed) revert SignerSlashed(signer);
    }

    /// @dev The caller's stake for `signer`, above zero and not slashed.
    function _liveStake(address signer) private view returns (Stake storage stake) {
        _checkNotSlashed(signer);
        stake = _stakes[signer][msg.sender];
        if (stake.amount == 0) revert NoStake(signer, msg.sender);
    }

    /// @dev The caller's stake for `signer`, which is on its way out.
    function _exitingStake(address signer) private view returns (Stake storage stake) {
        stake = _liveStake(signer);
        if (stake.exitAt == 0) revert ExitNotRequested(signer, msg.sender);
    }
}
