// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMirrorCommittee} from "../../contracts/interfaces/IMirrorCommittee.sol";
import {IMirrorOracle} from "../../contracts/interfaces/IMirrorOracle.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";
import {ReferenceTally} from "./ReferenceTally.sol";

/// @notice A mirror on another chain, beside the home, and what a bookkeeper would note of it: which committee and which
/// markets it follows, who is suspended there, and which score each market should have there.
abstract contract MirrorWorld is ReferenceTally {
    IMirrorCommittee public immutable mirrorCommittee;
    IMirrorOracle public immutable mirror;
    uint256 internal immutable _home;
    uint256 internal immutable _away;

    uint32 internal _followed;
    uint32 internal _followedMarkets;
    address[] internal _seats;
    mapping(address signer => bool) internal _suspendedThere;
    IRiskOracle.ScoreRecord[MARKETS] private _mirrored;
    uint256[MARKETS] private _thresholdThere;
    /// @dev What was configured there once.
    bytes[] internal _spent;

    constructor() {
        // Four members, as ever after: every report is signed once and verified twice.
        _configure(0);
        (_home, _away) = (block.chainid, block.chainid + 1);
        vm.chainId(_away);
        bytes memory arguments = abi.encode(_home, committee, oracle, address(this), REVOKER);
        mirrorCommittee = IMirrorCommittee(deployBuilt("MirrorCommittee", arguments));
        mirror = IMirrorOracle(deployBuilt("MirrorOracle", abi.encode(mirrorCommittee, ROUND, MAX_AGE, address(this))));
        vm.chainId(_home);
    }

    function mirrored(uint256 market) external view returns (IRiskOracle.ScoreRecord memory) {
        return _mirrored[market];
    }

    function followed() external view returns (uint32 version, uint32 marketsVersion) {
        return (_followed, _followedMarkets);
    }

    /// @notice Who should sit there, and whether it is suspended there.
    function seatThere(uint8 member) external view returns (address signer, bool suspended) {
        return (_seats[member], _suspendedThere[_seats[member]]);
    }

    /// @dev Calls on the mirror's chain.
    function _there(address caller, address target, bytes memory data) internal returns (bool done) {
        vm.chainId(_away);
        vm.prank(caller);
        (done, ) = target.call(data);
        vm.chainId(_home);
    }

    /// @dev The committee that stands at home now, as the mirror's governor would bring it.
    function _homeNow() internal view returns (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) {
        uint256 suspended;
        (home.members, home.faults, home.minModels, home.minOperators, suspended) = committee.configuration();
        (home.suspended, home.version) = (uint32(suspended), committee.version());
        return (home, committee.digest());
    }

    /// @return done Whether the mirror took what stands at home.
    function _follow() internal returns (bool done) {
        (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) = _homeNow();
        bytes memory data = abi.encodeCall(mirrorCommittee.configure, (home, digest));
        done = _there(address(this), address(mirrorCommittee), data);
        if (!done) return false;
        _followed = home.version;
        _spent.push(data);
        _seat(home.members);
    }

    function _followMarkets() internal returns (bool done) {
        IRiskOracle.Market[] memory markets = new IRiskOracle.Market[](_listed.length);
        for (uint256 i = 0; i < markets.length; ++i) markets[i] = _market(_listed[i], _threshold[_listed[i]]);
        (uint32 version, bytes32 digest) = (oracle.marketsVersion(), oracle.marketsDigest());
        bytes memory data = abi.encodeCall(mirror.configureMarkets, (version, digest, markets));
        done = _there(address(this), address(mirror), data);
        if (!done) return false;
        _followedMarkets = version;
        _spent.push(data);
        for (uint256 i = 0; i < MARKETS; ++i) {
            if (_thresholdThere[i] == _threshold[i]) continue;
            _thresholdThere[i] = _threshold[i];
            IRiskOracle.ScoreRecord memory kept;
            (kept.round, kept.observedAt) = (_mirrored[i].round, _mirrored[i].observedAt);
            kept.blockNumber = _mirrored[i].blockNumber;
            _mirrored[i] = kept;
        }
    }

    function _roundThere(uint256 market) internal view returns (uint64) {
        return _mirrored[market].round;
    }

    function _keepThere(uint256 market, IRiskOracle.ScoreRecord memory record) internal {
        if (record.round <= _mirrored[market].round) ++broken[3];
        _mirrored[market] = record;
    }

    /// @dev A suspension made there stays with a key that goes on sitting there, and is forgotten with one that does not.
    function _seat(ICommittee.MemberConfig[] memory members) private {
        address[] memory old = _seats;
        delete _seats;
        for (uint256 i = 0; i < members.length; ++i) _seats.push(members[i].signer);
        for (uint256 i = 0; i < old.length; ++i) {
            bool sits = false;
            for (uint256 j = 0; j < members.length; ++j) if (members[j].signer == old[i]) sits = true;
            if (!sits) _suspendedThere[old[i]] = false;
        }
    }
}
