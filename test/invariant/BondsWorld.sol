// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IEquivocationCourt} from "../../contracts/interfaces/IEquivocationCourt.sol";
import {IMemberBonds} from "../../contracts/interfaces/IMemberBonds.sol";
import {IModelRegistry} from "../../contracts/interfaces/IModelRegistry.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";

/// @notice A bonded committee with its court, and what a bookkeeper beside them would note: who staked what for whom, who
/// was proven guilty, who sits and who is suspended, what is owed and what was paid.
///
/// The bookkeeping shares no code with what it is held against.
abstract contract BondsWorld {
    struct Stake {
        uint128 amount;
        uint64 exitAt;
    }

    uint256 public constant KEYS = 12;
    uint256 internal constant SEATS = 4;
    uint256 internal constant OWNERS = 3;
    uint128 internal constant MINIMUM = 1_000;
    uint128 internal constant MAXIMUM = 4_000;
    uint256 internal constant REPORTER_SHARE = 33_33;
    uint256 internal constant EXIT_DELAY = 10 days;
    uint256 internal constant RAISE_NOTICE = 7 days;
    address internal constant REVOKER = address(0x4E40C);
    address internal constant TREASURY = address(0x7EA5);
    bytes32 private constant MODEL = keccak256("model");

    DemoToken public immutable token;
    IMemberBonds public immutable bonds;
    ICommittee public immutable committee;
    IEquivocationCourt public immutable court;
    IRiskOracle public immutable oracle;

    mapping(address signer => mapping(address owner => Stake)) internal _stakes;
    mapping(address signer => bool) internal _proven;
    mapping(address account => uint256) internal _owed;
    mapping(address account => uint256) internal _paid;
    uint256 public came;

    uint128 private _presentMinimum = MINIMUM;
    uint128 private _nextMinimum = MINIMUM;
    uint256 private _nextFrom;

    uint256[SEATS] internal _seats;
    mapping(uint256 key => bool) internal _suspended;
    address[KEYS + 1] internal _signers;

    constructor() {
        vm.warp(1_700_000_000);
        token = new DemoToken("Bond", "BND", 18);
        address registry = deployBuilt("ModelRegistry", abi.encode(address(this), REVOKER));
        bonds = IMemberBonds(deployBuilt("MemberBonds", abi.encode(token, TREASURY, address(this), _terms())));
        committee = ICommittee(deployBuilt("Committee", abi.encode(registry, bonds, address(this), REVOKER)));
        oracle = IRiskOracle(deployBuilt("RiskOracle", abi.encode(committee, 1 hours, 2 hours, address(this))));
        court = IEquivocationCourt(deployBuilt("EquivocationCourt", abi.encode(oracle, committee, bonds)));
        IAccessControl(address(bonds)).grantRole(keccak256("SLASHER_ROLE"), address(court));
        IAccessControl(address(committee)).grantRole(keccak256("REVOKER_ROLE"), address(court));
        token.approve(address(bonds), type(uint256).max);
        _activate(IModelRegistry(registry));
        for (uint256 key = 1; key <= KEYS; ++key) {
            _signers[key] = vm.addr(key);
            _deposit(_signers[key], _owner(key), MINIMUM + uint128(key));
        }
        _configure([uint256(1), 2, 3, 4]);
    }

    function signerOf(uint256 key) external view returns (address) {
        return _signers[key];
    }

    function isProven(uint256 key) external view returns (bool) {
        return _proven[_signers[key]];
    }

    function keyAt(uint256 seat) external view returns (uint256) {
        return _seats[seat];
    }

    function isSuspended(uint256 key) external view returns (bool) {
        return _suspended[key];
    }

    function stakeOf(uint256 key, uint256 owner) external view returns (address, Stake memory) {
        return (_owner(owner), _stakes[_signers[key]][_owner(owner)]);
    }

    /// @notice Whom slashings may owe to, and what they owe and have paid by the book.
    function accountAt(uint256 index) public view returns (address account, uint256 owed, uint256 paid) {
        account = index == 0 ? TREASURY : _owner(index - 1);
        return (account, _owed[account], _paid[account]);
    }

    /// @notice Everything staked for a signer, and the part of it that is not on its way out.
    function sums(uint256 key) public view returns (uint256 liable, uint256 counting) {
        for (uint256 i = 0; i < OWNERS; ++i) {
            Stake memory stake = _stakes[_signers[key]][_owner(i)];
            liable += stake.amount;
            if (stake.exitAt == 0) counting += stake.amount;
        }
    }

    function minimum() public view returns (uint128) {
        return block.timestamp < _nextFrom ? _presentMinimum : _nextMinimum;
    }

    function _bonded(uint256 key) internal view returns (bool) {
        (, uint256 counting) = sums(key);
        return counting >= minimum();
    }

    /// @dev Owners report equivocations too.
    function _owner(uint256 seed) internal pure returns (address) {
        return address(uint160(0x1000 + (seed % OWNERS)));
    }

    function _deposit(address signer, address owner, uint128 amount) internal returns (bool done) {
        token.mint(address(this), amount);
        (done, ) = address(bonds).call(abi.encodeCall(bonds.deposit, (signer, owner, amount)));
        if (!done) return false;
        _stakes[signer][owner].amount += amount;
        came += amount;
    }

    function _setMinimum(uint128 newMinimum) internal returns (bool done) {
        (done, ) = address(bonds).call(abi.encodeCall(bonds.setMinimumBond, (newMinimum)));
        if (!done) return false;
        uint128 present = minimum();
        uint256 notice = newMinimum > present ? RAISE_NOTICE : 0;
        (_presentMinimum, _nextMinimum, _nextFrom) = (present, newMinimum, block.timestamp + notice);
    }

    /// @dev A key that is suspended where it sits stays so where it sits again; elsewhere it is forgotten.
    function _configure(uint256[SEATS] memory keys) internal returns (bool done) {
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](SEATS);
        for (uint256 i = 0; i < SEATS; ++i) {
            members[i] = ICommittee.MemberConfig(_signers[keys[i]], address(0), MODEL, 25_00);
        }
        (done, ) = address(committee).call(abi.encodeCall(committee.configure, (members, 1, 1, 1)));
        if (!done) return false;
        for (uint256 key = 1; key <= KEYS; ++key) {
            bool sits = keys[0] == key || keys[1] == key || keys[2] == key || keys[3] == key;
            if (!sits) _suspended[key] = false;
        }
        _seats = keys;
    }

    function _terms() private pure returns (IMemberBonds.Terms memory) {
        return
            IMemberBonds.Terms({
                minimumBond: MINIMUM,
                maximumMinimum: MAXIMUM,
                reporterShare: Bps.wrap(uint16(REPORTER_SHARE)),
                exitDelay: Duration.wrap(uint32(EXIT_DELAY)),
                longestHorizon: Duration.wrap(7 days),
                challengeTime: Duration.wrap(2 days),
                raiseNotice: Duration.wrap(uint32(RAISE_NOTICE))
            });
    }

    function _activate(IModelRegistry registry) private {
        registry.propose(MODEL, keccak256("features"), "");
        registry.startShadow(MODEL, keccak256("features"), "");
        registry.activate(MODEL);
    }
}
