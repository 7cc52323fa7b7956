// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IPayloadSimulator} from "../interfaces/IPayloadSimulator.sol";

/// @title PayloadSimulator
/// @notice Never deployed: its runtime code is put over a timelock's address for the length of one `eth_call` (a state
/// override), and the timelock's own code over `ORIGINAL`. The calls then come from the timelock, with its balances, roles
/// and allowances; whatever they ask of the timelock is answered by its own code on its own storage.
///
/// Time model: the block that the call is pinned to, and not the later one at which the proposal is executed.
///
/// Holds no state, since it would be the timelock's. Trusts nothing that the calls reach: they may not use up the gas that
/// reading balances needs, nor make the answer long, nor reach `simulate` themselves. What it cannot hide is that the
/// timelock's code hash is another, and that nobody pays for gas: a call that looks may behave while it is watched.
contract PayloadSimulator is IPayloadSimulator, Proxy {
    /// @dev Hashes of words: nobody has a key for either, and neither has code of its own.
    address private constant CALLER = address(uint160(uint256(keccak256("breakwater.simulation.caller"))));
    address private constant ORIGINAL = address(uint160(uint256(keccak256("breakwater.simulation.original"))));

    /// @dev Several times what a rebasing token behind a proxy needs.
    uint256 private constant BALANCE_GAS = 100_000;
    /// @dev Beside the call in which a balance is asked for: encoding, memory, the answer.
    uint256 private constant BALANCE_OVERHEAD = 10_000;
    /// @dev What a call costs before it gets any gas (a new account, its value, its data), and the answer's encoding.
    uint256 private constant OVERHEAD = 500_000;
    /// @dev Longest revert data that is worth reading.
    uint256 private constant MAX_REASON = 256;

    receive() external payable {
        _fallback();
    }

    /// @inheritdoc IPayloadSimulator
    function simulate(
        PayloadCall[] calldata calls,
        Holding[] calldata holdings
    ) external override returns (Outcome memory outcome) {
        // Check: anybody else means a function of the timelock's. Does not return here.
        if (msg.sender != CALLER) _fallback();
        outcome.before = _balances(holdings);

        // Check: reading the balances once more must stay possible, whatever the calls do. EIP-150 passes on 63/64.
        uint256 reserve = (holdings.length * (BALANCE_GAS + BALANCE_OVERHEAD) * 64) / 63 + OVERHEAD;
        if (gasleft() < reserve) revert NotEnoughGas(gasleft(), reserve);

        // Interaction: the payload.
        for (uint256 i = 0; i < calls.length; ++i) {
            bool ok;
            (ok, outcome.reason) = _call(calls[i], reserve);
            if (!ok) return outcome;
            ++outcome.returned;
        }
        outcome.afterwards = _balances(holdings);
    }

    function _implementation() internal pure override returns (address) {
        return ORIGINAL;
    }

    function _call(PayloadCall calldata one, uint256 reserve) private returns (bool ok, bytes memory reason) {
        bytes memory data = one.data;
        (address target, uint256 value) = (one.target, one.value);
        uint256 left = gasleft();
        // Whoever used it all up before, leaves nothing: as in a transaction, which is not made either.
        if (left <= reserve) return (false, "");
        uint256 gasLimit = left - reserve;
        // Safe: writes only fresh memory behind the free pointer, and moves the pointer past it. Whatever is returned beyond
        // MAX_REASON is never copied.
        assembly ("memory-safe") {
            ok := call(gasLimit, target, value, add(data, 0x20), mload(data), 0, 0)
            reason := mload(0x40)
            let size := 0
            if iszero(ok) {
                size := returndatasize()
                if gt(size, MAX_REASON) {
                    size := MAX_REASON
                }
            }
            mstore(reason, size)
            returndatacopy(add(reason, 0x20), 0, size)
            mstore(0x40, add(add(reason, 0x20), MAX_REASON))
        }
    }

    function _balances(Holding[] calldata holdings) private view returns (Balance[] memory balances) {
        balances = new Balance[](holdings.length);
        for (uint256 i = 0; i < holdings.length; ++i) {
            (address token, address holder) = (holdings[i].token, holdings[i].holder);
            balances[i] = token == address(0) ? Balance({known: true, amount: holder.balance}) : _ask(token, holder);
        }
    }

    /// @dev A token that reverts, burns its gas, or returns less or more than a word costs no more than BALANCE_GAS.
    function _ask(address token, address holder) private view returns (Balance memory balance) {
        bytes memory data = abi.encodeWithSignature("balanceOf(address)", holder);
        (bool known, uint256 amount) = (false, 0);
        // Safe: the answer's first word goes to the scratch space, and no more of it is copied.
        assembly ("memory-safe") {
            known := staticcall(BALANCE_GAS, token, add(data, 0x20), mload(data), 0, 0x20)
            known := and(known, gt(returndatasize(), 0x1f))
            amount := mload(0)
        }
        if (known) balance = Balance({known: true, amount: amount});
    }
}
