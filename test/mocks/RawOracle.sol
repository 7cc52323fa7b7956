// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice An oracle that answers with whatever bytes it was given, after whatever gas it was told to burn. It refuses a
/// question that is anything but a selector and a market's id.
contract RawOracle {
    bytes private _answer;
    bool private _reverts;
    uint256 private _burn;

    error NotAQuestion(uint256 length);

    function set(bytes memory answer, bool reverts, uint256 burn) external {
        (_answer, _reverts, _burn) = (answer, reverts, burn);
    }

    fallback() external {
        if (msg.data.length != 0x24) revert NotAQuestion(msg.data.length);
        uint256 start = gasleft();
        while (start - gasleft() < _burn) {}
        bytes memory answer = _answer;
        bool reverts = _reverts;
        // Safe: hands out the memory that `answer` owns.
        assembly ("memory-safe") {
            if reverts {
                revert(add(answer, 0x20), mload(answer))
            }
            return(add(answer, 0x20), mload(answer))
        }
    }
}
