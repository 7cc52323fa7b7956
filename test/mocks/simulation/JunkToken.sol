// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token that answers for balances as it is told.
contract JunkToken {
    enum Answer {
        Hundred,
        Reverts,
        BurnsAll,
        Byte,
        Long
    }

    Answer public answer;

    function set(Answer newAnswer) external {
        answer = newAnswer;
    }

    function balanceOf(address) external view returns (uint256) {
        if (answer == Answer.Reverts) revert("no");
        if (answer == Answer.BurnsAll) {
            while (true) {}
        }
        if (answer == Answer.Byte) {
            assembly {
                mstore(0, not(0))
                return(0, 1)
            }
        }
        if (answer == Answer.Long) {
            assembly {
                mstore(0, 7)
                return(0, 0x4000)
            }
        }
        return 100;
    }
}
