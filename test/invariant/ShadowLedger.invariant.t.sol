// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {IShadowLedger} from "../../contracts/interfaces/IShadowLedger.sol";
import {assertAtMost, assertTrue} from "../mocks/Vm.sol";
import {ShadowHandler} from "./ShadowHandler.sol";
import {ShadowWorld} from "./ShadowWorld.sol";

/// @dev The runner calls contracts of this file only.
contract ShadowsHandler is ShadowHandler {}

/// @notice What holds of shadow records after any sequence of what anyone can do to them.
contract ShadowLedgerInvariants {
    ShadowsHandler private _handler;
    IShadowLedger private _shadow;
    uint256 private _keys;

    function setUp() public {
        _handler = new ShadowsHandler();
        (_shadow, _keys) = (_handler.shadow(), _handler.KEYS());
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev Each forecast once, of a member, of a model in shadow, seen in time, on an event that was settled: each call
    /// looks at one key's record of one model. And no call but a governor's moves a weight, the committee or a model's
    /// stage, nor has the ledger a role to do so.
    function invariant_C2_R12_ShadowRecordsAreWhatTheyMustBeAndMoveNothing() external view {
        assertAtMost(_handler.broken(_handler.DECISIONS()), 0, "C2: what decides has moved");
        assertAtMost(_handler.broken(_handler.RECORDS()), 0, "R12 was broken");
        IAccessControl committee = IAccessControl(address(_handler.committee()));
        assertTrue(!committee.hasRole(keccak256("WEIGHER_ROLE"), address(_shadow)), "C2: it may weigh");
        assertTrue(!committee.hasRole(bytes32(0), address(_shadow)), "C2: it governs");
        uint256 calls = _handler.calls();
        _checkRecord(1 + (calls % _keys), _handler.models((calls / _keys) % _handler.modelCount()));
    }

    /// @dev None of the above says anything if nothing is ever counted. What was counted adds up, over keys and models.
    function afterInvariant() external view {
        assertTrue(_handler.counted() > 0, "nothing was counted in the whole run");
        uint256 events = 0;
        for (uint256 model = 0; model < _handler.modelCount(); ++model) {
            for (uint256 key = 1; key <= _keys; ++key) events += _checkRecord(key, _handler.models(model));
        }
        assertTrue(events == _handler.counted(), "R12: records hold another number of events than were counted");
    }

    function _checkRecord(uint256 key, bytes32 model) private view returns (uint256) {
        IShadowLedger.ShadowRecord memory record = _shadow.recordOf(model, _handler.signerOf(key));
        ShadowWorld.Book memory book = _handler.bookOf(key, model);
        bool same =
            record.events == book.events && record.loss == book.losses && record.committeeLoss == book.committeeLosses;
        assertTrue(same, "R12: another record than the forecasts make");
        return record.events;
    }
}
