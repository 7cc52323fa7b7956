// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Committee} from "../../contracts/Committee.sol";
import {MirrorCommittee} from "../../contracts/MirrorCommittee.sol";
import {ModelRegistry} from "../../contracts/ModelRegistry.sol";
import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMemberBonds} from "../../contracts/interfaces/IMemberBonds.sol";
import {IMirrorCommittee} from "../../contracts/interfaces/IMirrorCommittee.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Fuzz tests of a mirror's committee against the home committee that it follows.
contract MirrorCommitteeTest {
    uint256 private constant MODELS = 5;
    uint256 private constant HOME_CHAIN = 1;
    uint256 private constant AWAY_CHAIN = 10;

    Committee private _home;
    MirrorCommittee private _mirror;

    function setUp() public {
        vm.chainId(HOME_CHAIN);
        ModelRegistry registry = new ModelRegistry(address(this), address(0));
        for (uint256 model = 0; model < MODELS; ++model) {
            registry.propose(_model(model), keccak256("schema"), "card");
            registry.startShadow(_model(model), keccak256("schema"), "card");
            registry.activate(_model(model));
        }
        _home = new Committee(registry, IMemberBonds(address(0)), address(this), address(0));
        vm.chainId(AWAY_CHAIN);
        _mirror = new MirrorCommittee(HOME_CHAIN, address(_home), address(1), address(this), address(0));
    }

    function testFuzz_R2_AnswersAsTheHomeDoesForAnyCommitteeAndAnyMembers(uint256 seed, uint256 named) public {
        uint256 n = _configureHome(seed);
        (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) = _homeNow();
        _mirror.configure(home, digest);
        assertTrue(_mirror.digest() == digest, "the digest is not the home's");

        named &= (1 << n) - 1;
        if (seed % 4 != 0) named &= ~uint256(home.suspended);
        vm.chainId(HOME_CHAIN);
        bytes memory expected = _rosterOf(address(_home), named);
        vm.chainId(AWAY_CHAIN);
        assertTrue(
            keccak256(_rosterOf(address(_mirror), named)) == keccak256(expected),
            "another roster than the home's"
        );
    }

    function testFuzz_R2_TakesNoConfigurationOfWhichAnythingWasChanged(uint256 seed, uint8 field, uint8 which) public {
        uint256 n = _configureHome(seed);
        (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) = _homeNow();
        ICommittee.MemberConfig memory member = home.members[which % n];
        if (field % 7 == 0) member.signer = address(uint160(uint256(keccak256(abi.encode(seed, "signer")))));
        if (field % 7 == 1) member.operator = address(uint160(member.operator) ^ 1);
        if (field % 7 == 2) member.modelHash = keccak256("no model of the home's");
        if (field % 7 == 3)
            (member.weightBps, home.members[(uint256(which) + 1) % n].weightBps) = (member.weightBps + 1, 0);
        if (field % 7 == 4) home.suspended ^= uint32(1 << (which % n));
        if (field % 7 == 5) home.version += 1 + uint32(which);
        if (field % 7 == 6) home.faults += 1;
        try _mirror.configure(home, digest) {
            assertTrue(false, "a changed configuration was taken");
        } catch {
            assertTrue(_mirror.digest() == 0, "a refused configuration stands");
        }
    }

    /// @dev A committee of any size, some members suspended.
    function _configureHome(uint256 seed) private returns (uint256 n) {
        n = 4 + (seed % 28);
        ICommittee.MemberConfig[] memory members = new ICommittee.MemberConfig[](n);
        for (uint256 i = 0; i < n; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            members[i] = ICommittee.MemberConfig({
                signer: address(uint160(random | 1)),
                operator: address(uint160(random >> 8)),
                modelHash: _model((random >> 200) % MODELS),
                weightBps: uint16(100_00 / n + (i < 100_00 % n ? 1 : 0))
            });
        }
        _home.configure(members, uint8((n - 1) / 3), 1, 1);
        for (uint8 i = 0; i < n; ++i) {
            if (uint256(keccak256(abi.encode(seed, i, "suspended"))) % 8 == 0) _home.suspend(i);
        }
    }

    function _homeNow() private returns (IMirrorCommittee.HomeConfiguration memory home, bytes32 digest) {
        vm.chainId(HOME_CHAIN);
        uint256 suspended;
        (home.members, home.faults, home.minModels, home.minOperators, suspended) = _home.configuration();
        home.suspended = uint32(suspended);
        home.version = _home.version();
        digest = _home.digest();
        vm.chainId(AWAY_CHAIN);
    }

    /// @dev What `roster` returns, or the error that it reverts with.
    function _rosterOf(address committee, uint256 named) private view returns (bytes memory answer) {
        (, answer) = committee.staticcall(abi.encodeCall(_home.roster, (named)));
    }

    function _model(uint256 model) private pure returns (bytes32) {
        return keccak256(abi.encode("model", model));
    }
}
