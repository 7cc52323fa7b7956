// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMemberBonds} from "../../contracts/interfaces/IMemberBonds.sol";
import {Seat} from "../../contracts/types/Seat.sol";
import {assertTrue} from "../mocks/Vm.sol";

/// @notice Fuzz tests of what a committee tells of itself, against what it was configured with.
contract CommitteeTest {
    uint256 private constant MODELS = 5;

    ModelRegistry private _registry;
    Committee private _committee;
    Committee private _twin;

    function setUp() public {
        _registry = new ModelRegistry(address(this), address(0));
        for (uint256 model = 0; model < MODELS; ++model) {
            _registry.propose(_model(model), keccak256("schema"), "card");
            _registry.startShadow(_model(model), keccak256("schema"), "card");
            _registry.activate(_model(model));
        }
        _committee = _newCommittee();
        _twin = _newCommittee();
    }

    function testFuzz_R1_TellsEachMemberOfAnyRosterAsConfigured(uint256 seed, uint256 named) public {
        ICommittee.MemberConfig[] memory members = _someMembers(seed);
        named &= (1 << members.length) - 1;
        _committee.configure(members, _faults(members.length), 1, 1);
        bytes32 before = _committee.digest();
        (bytes32 digest, uint8 faults, , , Seat[] memory seats, bytes32[] memory models) = _committee.roster(named);
        assertTrue(digest == before && faults == _faults(members.length), "digest or f of the roster");
        _checkSeats(members, named, seats, models);

        // However the committee changes, what stood under the digest stays.
        _committee.suspend(uint8(seed % members.length));
        _twin.configure(members, faults, 1, 1);
        members = _someMembers(~seed);
        _committee.configure(members, _faults(members.length), 1, 1);
        (faults, seats, models) = _committee.rosterAt(before, named);
        members = _someMembers(seed);
        assertTrue(faults == _faults(members.length), "f of the past roster");
        _checkSeats(members, named, seats, models);
    }

    function testFuzz_R12_AdoptsWeightsThatItWouldConfigureAndNoOthers(uint256 seed, uint16[31] calldata moves) public {
        ICommittee.MemberConfig[] memory members = _someMembers(seed);
        uint8 faults = _faults(members.length);
        _committee.configure(members, faults, 1, 1);
        uint16[] memory weights = _moved(members, moves, seed);
        bool adopted = _tryAdopt(weights);

        for (uint256 i = 0; i < members.length; ++i) members[i].weightBps = weights[i];
        bool configured = true;
        try _twin.configure(members, faults, 1, 1) {} catch {
            configured = false;
        }
        assertTrue(adopted == configured, "adopted what could not be configured, or the other way round");
        if (!adopted) return;
        (ICommittee.MemberConfig[] memory told, , , , ) = _committee.configuration();
        assertTrue(keccak256(abi.encode(told)) == keccak256(abi.encode(members)), "more than weights has changed");
        uint256 all = (1 << members.length) - 1;
        (, , , , Seat[] memory seats, bytes32[] memory models) = _committee.roster(all);
        _checkSeats(members, all, seats, models);
    }

    function _newCommittee() private returns (Committee committee) {
        committee = new Committee(_registry, IMemberBonds(address(0)), address(this), address(0));
        committee.grantRole(committee.WEIGHER_ROLE(), address(this));
    }

    function _tryAdopt(uint16[] memory weights) private returns (bool) {
        try _committee.adoptWeights(weights) {
            return true;
        } catch {
            return false;
        }
    }

    function _checkSeats(
        ICommittee.MemberConfig[] memory members,
        uint256 named,
        Seat[] memory seats,
        bytes32[] memory models
    ) private pure {
        uint256 next = 0;
        for (uint256 member = 0; member < members.length; ++member) {
            if ((named >> member) & 1 == 0) continue;
            Seat seat = seats[next++];
            assertTrue(seat.signer() == members[member].signer, "signer of a seat");
            assertTrue(seat.weightBps() == members[member].weightBps, "weight of a seat");
            assertTrue(models[seat.modelIndex()] == members[member].modelHash, "model of a seat");
        }
        assertTrue(next == seats.length, "count of seats");
    }

    /// @dev 4 to 31 members of equal weights, the first carrying the rest, on up to five models.
    function _someMembers(uint256 seed) private pure returns (ICommittee.MemberConfig[] memory members) {
        uint256 n = 4 + (seed % 28);
        members = new ICommittee.MemberConfig[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            members[i] = ICommittee.MemberConfig({
                signer: address(uint160(random | 1)),
                operator: address(uint160(random >> 8)),
                modelHash: _model((random >> 200) % MODELS),
                weightBps: uint16(100_00 / n + (i < 100_00 % n ? 1 : 0))
            });
        }
    }

    /// @dev The members' weights after moves that the rules take about as often as not; a few lose what they move.
    function _moved(
        ICommittee.MemberConfig[] memory members,
        uint16[31] calldata moves,
        uint256 seed
    ) private pure returns (uint16[] memory weights) {
        uint256 n = members.length;
        weights = new uint16[](n);
        for (uint256 i = 0; i < n; ++i) weights[i] = members[i].weightBps;
        for (uint256 i = 0; i < n; ++i) {
            uint16 move = moves[i] % (1 + (2 * weights[i]) / (3 * _faults(n)));
            if (move > weights[i]) continue;
            weights[i] -= move;
            if (uint256(keccak256(abi.encode(seed, i, "lost"))) % 100 != 0) weights[(i + moves[i]) % n] += move;
        }
    }

    function _faults(uint256 n) private pure returns (uint8) {
        return uint8((n - 1) / 3);
    }

    function _model(uint256 model) private pure returns (bytes32) {
        return keccak256(abi.encode("model", model));
    }
}
