// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IPayloadSimulator} from "../../../contracts/interfaces/IPayloadSimulator.sol";

/// @notice What a proposal may call to escape a simulation, or to harm whoever simulates it.
contract HostilePayload {
    error Angry(uint256 code);

    /// @notice What re-entering answered, kept where the caller can ask.
    bytes4 public lastRefusal;

    receive() external payable {}

    /// @notice Says nothing of what it does: spends an allowance.
    function execute(IERC20 token, address from) external {
        token.transferFrom(from, address(this), token.balanceOf(from));
    }

    /// @notice Spends it while nobody watches: in a simulation the holder's code is not its own.
    function executeUnwatched(IERC20 token, address from, bytes32 codeHash) external {
        if (from.codehash == codeHash) token.transferFrom(from, address(this), token.balanceOf(from));
    }

    function burnAll() external pure {
        for (uint256 i = 0; ; ++i) {}
    }

    /// @notice Burns all but a little of what it gets, and returns.
    function burnAlmostAll() external view {
        while (gasleft() > 1_000) {}
    }

    function revertWith(uint256 code) external pure {
        revert Angry(code);
    }

    /// @notice Reverts with as many bytes, the first 512 of them all ones.
    function revertHuge(uint256 size) external pure {
        assembly {
            for {
                let at := 0
            } lt(at, 512) {
                at := add(at, 32)
            } {
                mstore(at, not(0))
            }
            revert(0, size)
        }
    }

    function returnHuge(uint256 size) external pure {
        assembly {
            return(0, size)
        }
    }

    /// @notice Passes its value on through a contract that destroys itself: PUSH20 heir, SELFDESTRUCT.
    function destroy(address heir) external payable {
        assembly {
            mstore(0, or(shl(248, 0x73), or(shl(88, heir), shl(80, 0xff))))
            pop(create(callvalue(), 0, 22))
        }
    }

    /// @notice Has the holder make another call: a payment that would be undone before the balances are compared.
    function reenter(IPayloadSimulator holder, IPayloadSimulator.PayloadCall[] calldata calls) external {
        try holder.simulate(calls, new IPayloadSimulator.Holding[](0)) {
            lastRefusal = bytes4("done");
        } catch (bytes memory reason) {
            lastRefusal = bytes4(reason);
        }
        if (lastRefusal != bytes4(0)) revert Angry(uint32(lastRefusal));
    }
}
