// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {MemberBonds} from "../../contracts/MemberBonds.sol";
import {IMemberBonds} from "../../contracts/interfaces/IMemberBonds.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {DemoToken} from "../mocks/DemoToken.sol";
import {assertTrue, vm} from "../mocks/Vm.sol";

/// @notice Owns stakes; anything may come of a call.
contract StakeOwner {
    function act(MemberBonds bonds, bytes calldata data) external returns (bool done) {
        (done, ) = address(bonds).call(data);
    }
}

/// @notice Fuzz tests of the bonds under any sequence of calls by two owners for three signers.
contract MemberBondsTest {
    uint256 private constant SIGNERS = 3;
    uint128 private constant MINIMUM = 1_000;
    address private constant TREASURY = address(0x7);
    address private constant REPORTER = address(0x8);

    DemoToken private immutable TOKEN = new DemoToken("Bond", "BND", 18);
    MemberBonds private _bonds;
    StakeOwner[2] private _owners;
    uint256 private _put;

    function setUp() public {
        IMemberBonds.Terms memory terms = IMemberBonds.Terms({
            minimumBond: MINIMUM,
            maximumMinimum: 10 * MINIMUM,
            reporterShare: Bps.wrap(33_33),
            exitDelay: Duration.wrap(10 days),
            longestHorizon: Duration.wrap(7 days),
            challengeTime: Duration.wrap(2 days),
            raiseNotice: Duration.wrap(7 days)
        });
        _bonds = new MemberBonds(IERC20(address(TOKEN)), TREASURY, address(this), terms);
        _bonds.grantRole(_bonds.SLASHER_ROLE(), address(this));
        TOKEN.approve(address(_bonds), type(uint256).max);
        TOKEN.mint(address(this), type(uint128).max);
        _owners = [new StakeOwner(), new StakeOwner()];
    }

    function testFuzz_R11_HoldsWhatItOwesUnderAnySequenceOfCalls(uint64[24] calldata steps) public {
        for (uint256 i = 0; i < steps.length; ++i) {
            _step(steps[i]);
            _checkConservation();
            for (uint256 signer = 0; signer < SIGNERS; ++signer) _checkSigner(_signer(signer));
        }
    }

    /// @notice Whatever happened before, a stake comes out only after the whole delay since its last request.
    function testFuzz_R11_PaysNoStakeBeforeItsDelay(uint64[12] calldata steps, uint128 amount, uint32 wait) public {
        for (uint256 i = 0; i < steps.length; ++i) _step(steps[i]);
        address signer = address(0xBEEF);
        amount = 1 + (amount % 1e18);
        wait = wait % 20 days;
        _bonds.deposit(signer, address(_owners[0]), amount);
        _put += amount;
        _act(0, abi.encodeCall(_bonds.requestExit, (signer)));
        vm.warp(block.timestamp + wait);
        bool paid = _act(0, abi.encodeCall(_bonds.withdraw, (signer)));
        assertTrue(paid == (wait >= 10 days), "a stake left before its delay, or did not leave after it");
    }

    function testFuzz_C1_RaisesTheMinimumOnlyAfterTheNotice(
        uint128[8] calldata minima,
        uint32[8] calldata waits
    ) public {
        uint256 reach = MINIMUM;
        uint256 lastRaise = 0;
        for (uint256 i = 0; i < minima.length; ++i) {
            uint128 minimum = 1 + (minima[i] % (10 * MINIMUM));
            uint128 before = _bonds.minimumBond();
            assertTrue(before <= reach, "a minimum counts that was never set");
            _bonds.setMinimumBond(minimum);
            assertTrue(_bonds.minimumBond() <= before, "a raise counts at once");
            if (minimum > before) lastRaise = block.timestamp;
            reach = minimum > before ? minimum : _bonds.minimumBond();
            vm.warp(block.timestamp + (waits[i] % 10 days));
            bool noticed = block.timestamp >= lastRaise + 7 days;
            assertTrue(noticed || _bonds.minimumBond() <= before, "a raise counts before its notice is over");
        }
    }

    function _step(uint64 seed) private {
        address signer = _signer((seed >> 8) % SIGNERS);
        uint256 owner = (seed >> 16) % 2;
        uint256 kind = seed % 16;
        if (kind < 6) {
            uint128 amount = uint128(seed >> 24) % (2 * MINIMUM);
            try _bonds.deposit(signer, address(_owners[owner]), amount) {
                _put += amount;
            } catch {}
        } else if (kind < 9) {
            _act(owner, abi.encodeCall(_bonds.requestExit, (signer)));
        } else if (kind == 9) {
            _act(owner, abi.encodeCall(_bonds.cancelExit, (signer)));
        } else if (kind < 13) {
            vm.warp(block.timestamp + ((seed >> 24) % 12 days));
            _act(owner, abi.encodeCall(_bonds.withdraw, (signer)));
        } else if (kind == 13) {
            try _bonds.slash(signer, REPORTER) {} catch {}
        } else {
            try _bonds.collect(kind == 14 ? REPORTER : TREASURY) {} catch {}
        }
    }

    function _checkConservation() private view {
        uint256 live = 0;
        for (uint256 signer = 0; signer < SIGNERS; ++signer) live += _bonds.liableOf(_signer(signer));
        uint256 owed = _bonds.owedTo(REPORTER) + _bonds.owedTo(TREASURY);
        uint256 held = TOKEN.balanceOf(address(_bonds));
        assertTrue(held == live + owed, "the balance is not what is staked and owed");
        uint256 paid = TOKEN.balanceOf(REPORTER) + TOKEN.balanceOf(TREASURY);
        for (uint256 i = 0; i < _owners.length; ++i) paid += TOKEN.balanceOf(address(_owners[i]));
        assertTrue(held + paid == _put, "what was put in is not what is held and was paid");
    }

    function _checkSigner(address signer) private view {
        uint256 counting = 0;
        uint256 liable = 0;
        for (uint256 i = 0; i < _owners.length; ++i) {
            IMemberBonds.Stake memory stake = _bonds.stakeOf(signer, address(_owners[i]));
            liable += stake.amount;
            if (stake.exitAt == 0) counting += stake.amount;
        }
        assertTrue(_bonds.liableOf(signer) == liable, "the liable sum is not the stakes' sum");
        assertTrue(_bonds.bondOf(signer) == counting, "the bond is not the sum of the stakes that stay");
        bool bonded = counting >= MINIMUM && !_bonds.isSlashed(signer);
        assertTrue(_bonds.isBonded(signer) == bonded, "bonded without a bond, or not bonded with one");
    }

    function _act(uint256 owner, bytes memory data) private returns (bool) {
        return _owners[owner].act(_bonds, data);
    }

    function _signer(uint256 index) private pure returns (address) {
        return address(uint160(0x1000 + index));
    }
}
