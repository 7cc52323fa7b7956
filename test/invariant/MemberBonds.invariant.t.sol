// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICommittee} from "../../contracts/interfaces/ICommittee.sol";
import {IMemberBonds} from "../../contracts/interfaces/IMemberBonds.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {BondsHandler} from "./BondsHandler.sol";
import {BondsWorld} from "./BondsWorld.sol";

/// @dev The runner calls contracts of this file only.
contract StakesHandler is BondsHandler {}

/// @notice What holds of bonds, of the court and of who sits, after any sequence of what anyone can do to them.
contract MemberBondsInvariants {
    uint256 private constant ACCOUNTS = 4;
    uint256 private constant OWNERS = 3;

    StakesHandler private _handler;
    IMemberBonds private _bonds;

    function setUp() public {
        _handler = new StakesHandler();
        _bonds = _handler.bonds();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev What came in is staked, owed or paid out; and each account has what the books say, to the last token.
    function invariant_R11_EveryTokenIsAccountedFor() external view {
        uint256 live = 0;
        for (uint256 key = 1; key <= _handler.KEYS(); ++key) {
            (uint256 liable, uint256 counting) = _handler.sums(key);
            address signer = _handler.signerOf(key);
            assertTrue(_bonds.liableOf(signer) == liable, "R11: liable for another sum than was staked");
            assertTrue(_bonds.bondOf(signer) == counting, "R11: another bond than the stakes that stay");
            live += liable;
        }
        (uint256 owed, uint256 paid) = (0, 0);
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            (address account, uint256 its, uint256 got) = _handler.accountAt(i);
            assertTrue(_bonds.owedTo(account) == its, "R11: something else is owed than a slashing left");
            assertTrue(_handler.token().balanceOf(account) == got, "R11: something else was paid than was due");
            (owed, paid) = (owed + its, paid + got);
        }
        assertTrue(_handler.token().balanceOf(address(_bonds)) == live + owed, "R11: the balance is not what is owed");
        assertTrue(live + owed + paid == _handler.came(), "R11: a token came from nowhere or went there");
    }

    function invariant_R11_AnEquivocatorAndNobodyElseIsSlashed() external view {
        _neverBroken(_handler.PUNISHMENT());
        for (uint256 key = 1; key <= _handler.KEYS(); ++key) {
            bool slashed = _bonds.isSlashed(_handler.signerOf(key));
            assertTrue(slashed == _handler.isProven(key), "R11: slashed without proof, or not slashed with one");
        }
    }

    /// @dev Seated means covered when seated; a slashed signer that sits is suspended and stays so.
    function invariant_R11_NobodyIsSeatedOrLiftedWithoutABond() external view {
        _neverBroken(_handler.COVER());
        ICommittee committee = _handler.committee();
        for (uint8 seat = 0; seat < committee.memberCount(); ++seat) {
            uint256 key = _handler.keyAt(seat);
            (ICommittee.MemberConfig memory config, bool suspended) = committee.memberAt(seat);
            assertTrue(config.signer == _handler.signerOf(key), "R11: another signer sits");
            assertTrue(suspended == _handler.isSuspended(key), "R11: suspended or not");
            assertTrue(suspended || !_bonds.isSlashed(config.signer), "R11: a slashed signer may sign");
        }
    }

    /// @dev A stake is its owner's, stays for its delay, and ends by its owner or by a proof.
    function invariant_R11_NoStakeMovesBeforeItsTimeOrByAnotherHand() external view {
        _neverBroken(_handler.STAKES());
        uint256 key = 1 + (_handler.calls() % _handler.KEYS());
        for (uint256 i = 0; i < OWNERS; ++i) {
            (address owner, BondsWorld.Stake memory booked) = _handler.stakeOf(key, i);
            IMemberBonds.Stake memory stake = _bonds.stakeOf(_handler.signerOf(key), owner);
            assertTrue(stake.amount == booked.amount, "R11: another stake than the owner's");
            assertTrue(stake.exitAt == booked.exitAt, "R11: another exit than the owner's");
        }
    }

    function invariant_C1_AHigherMinimumWaitsForItsNotice() external view {
        _neverBroken(_handler.GOVERNANCE());
        assertTrue(_bonds.minimumBond() == _handler.minimum(), "C1: another minimum than was set and noticed");
    }

    /// @dev None of the above says anything if nobody is ever proven guilty.
    function afterInvariant() external view {
        assertTrue(_handler.proofs() > 0, "nobody was proven guilty in the whole run");
    }

    function _neverBroken(uint256 what) private view {
        assertAtMost(_handler.broken(what), 0, "R11 or C1 was broken");
    }
}
